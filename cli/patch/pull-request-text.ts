import type { TierRow, TuningResult } from '../../shared/contract/tuning-result.ts';
import { durationEstimateText, usdEstimateText } from '../../shared/core/advice/figure-text.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import { cleanText } from '../../shared/core/untrusted-text.ts';
import type { AdvisedSize } from './advised-size.ts';

/** The facts that a pull request is written from. */
export interface PullRequestFacts {
  readonly advised: AdvisedSize;
  /** `file:line` of the change. */
  readonly place: string;
  readonly notes: readonly string[];
}

/** Longest text of a result that is quoted, characters. */
const TEXT_LENGTH_MAX = 4_000;

/** Returns the title of a pull request, which is also the subject of its commit. */
export function pullRequestTitle({ functionName, memoryMb }: AdvisedSize): string {
  return `Set the memory of ${functionName} to ${memoryMb} MB`;
}

/** Formats the body of a pull request in Markdown, with the result for its reviewers. */
export function pullRequestBody({ advised, place, notes }: PullRequestFacts): string {
  const { functionName, memoryMb, result } = advised;
  return [
    result === undefined
      ? `\`${functionName}\` gets ${memoryMb} MB.`
      : `**${markdownText(result.decision.verdict.text)}**`,
    `Changes \`${place}\`. ${notes.map(markdownText).join(' ')}`.trim(),
    ...(result === undefined ? [] : resultSections(result)),
    '',
  ].join('\n\n');
}

function resultSections(result: TuningResult): readonly string[] {
  const { decision, functionArn, executionArn, report } = result;
  // A rationale begins with the verdict, which is the first line of the body already.
  const { text } = decision.verdict;
  const { rationale } = decision;
  const reasons = rationale.startsWith(text) ? rationale.slice(text.length) : rationale;
  const warnings = decision.warnings.map((warning) => `- ${markdownText(`${warning}`)}`);
  return [
    [
      `| memory | ${result.coldStarts ? 'cold start' : 'duration'} (90 %) | $ per million (90 %) | samples | outcome |`,
      '|---:|---:|---:|---:|---|',
      ...result.tiers.map((tier) => tierLine(tier, result)),
    ].join('\n'),
    markdownText(reasons),
    ...(warnings.length === 0 ? [] : [`Warnings:\n\n${warnings.join('\n')}`]),
    [
      `- Function: \`${functionArn}\``,
      `- Run: \`${executionArn}\``,
      `- Report: \`${report.html}\``,
    ].join('\n'),
  ];
}

function tierLine(tier: TierRow, result: TuningResult): string {
  const { powerValue, estimate, warmSampleCount, coldSampleCount, outcome } = tier;
  const isChosen = powerValue === result.powerValue;
  const size = isChosen ? `**${powerValue} MB**` : `${powerValue} MB`;
  const cells = [
    size,
    estimate ? durationEstimateText(estimate.durationMs) : '–',
    estimate ? usdEstimateText(estimate.costUsdPerMillion) : '–',
    `${warmSampleCount}+${coldSampleCount}`,
    isChosen ? 'recommended' : markdownText(tierOutcomeText(outcome)),
  ];
  return `| ${cells.join(' | ')} |`;
}

/**
 * Escapes a text for Markdown, so that nothing in it becomes a table, markup, a link or a mention.
 */
function markdownText(text: string): string {
  return cleanText(text, TEXT_LENGTH_MAX)
    .replaceAll(/[\\`*_[\]<>|#]/g, '\\$&')
    .replaceAll('@', '@\u200b');
}
