import { randomUUID } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { AnswerForm } from './answer-form.ts';
import { failureText } from './answer-lines.ts';
import { printable, withPrintableTexts } from './clean-values.ts';
import { failureMarkdown, markdownText } from './markdown.ts';

/** What later steps of a pipeline are told of a run, by name. */
type PipelineOutputs = Readonly<Record<string, string>>;

/** Where the platform of a pipeline reads what a step has to say. */
export interface PipelinePlaces {
  /** The summary of the job, as Markdown (`GITHUB_STEP_SUMMARY`). */
  readonly summaryPath?: string | undefined;
  /** The outputs of the step (`GITHUB_OUTPUT`). */
  readonly outputPath?: string | undefined;
  /** A dotenv report, as GitLab reads it; written anew. */
  readonly dotenvPath?: string | undefined;
}

/** The places that the environment of this process names, as GitHub Actions does. */
export function pipelinePlacesOf(
  { GITHUB_STEP_SUMMARY, GITHUB_OUTPUT }: NodeJS.ProcessEnv,
  dotenvPath: string | undefined,
): PipelinePlaces {
  // An empty variable is none.
  return {
    summaryPath: GITHUB_STEP_SUMMARY || undefined,
    outputPath: GITHUB_OUTPUT || undefined,
    dotenvPath,
  };
}

/**
 * Tells a pipeline what a run answered.
 *
 * @returns Why it cannot be told, which is no failure of the run; absent where it was.
 */
export function tellPipelineResult(
  places: PipelinePlaces,
  result: TuningResult,
  form: AnswerForm,
): string | undefined {
  const clean = withPrintableTexts(result);
  return tellPipeline(places, markdownText(clean, form), {
    verdict: clean.decision.verdict.kind,
    'memory-mb': String(clean.powerValue),
    'memory-mb-before': String(clean.powerValueBefore),
    changed: String(isChanged(clean)),
    report: clean.report.html,
  });
}

/**
 * Tells a pipeline why a run has no result.
 *
 * @returns Why it cannot be told; absent where it was.
 */
export function tellPipelineFailure(
  places: PipelinePlaces,
  functionName: string,
  text: string,
): string | undefined {
  return tellPipeline(places, failureMarkdown(functionName, failureText(printable(text))), {
    verdict: 'failed',
    'memory-mb': '',
    'memory-mb-before': '',
    changed: 'false',
    report: '',
  });
}

/** Whether the function, or its alias, has another size now than when the run began. */
function isChanged({ application, aliasMove, watch }: TuningResult): boolean {
  return (
    (application.kind === 'applied' || aliasMove.kind === 'moved') && watch.kind !== 'rolledBack'
  );
}

/**
 * Tells a pipeline an answer of any kind.
 *
 * @param summary As Markdown.
 * @returns Why it cannot be told; absent where it was.
 */
export function tellPipeline(
  { summaryPath, outputPath, dotenvPath }: PipelinePlaces,
  summary: string,
  outputs: PipelineOutputs,
): string | undefined {
  try {
    if (summaryPath !== undefined) appendFileSync(summaryPath, `${summary}\n\n`);
    if (outputPath !== undefined) appendFileSync(outputPath, outputText(outputs));
    if (dotenvPath !== undefined) writeFileSync(dotenvPath, dotenvText(outputs));
    return undefined;
  } catch (error) {
    return `Cannot tell the pipeline: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** In the form of several lines, whose end nobody can guess: no value can add an output of its own. */
function outputText(outputs: PipelineOutputs): string {
  const end = `end-${randomUUID()}`;
  return Object.entries(outputs)
    .map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`)
    .join('');
}

/** One line each. GitLab reads no quotes. */
function dotenvText(outputs: PipelineOutputs): string {
  return Object.entries(outputs)
    .map(
      ([name, value]) =>
        `AUTOTUNE_${name.toUpperCase().replaceAll('-', '_')}=${value.replaceAll(/\s+/g, ' ')}\n`,
    )
    .join('');
}
