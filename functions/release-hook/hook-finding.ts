import type { ExecutionEnd } from '../../shared/aws/execution-events.ts';
import {
  type ComparisonResult,
  comparisonResultSchema,
} from '../../shared/contract/comparison-result.ts';
import { gateAnswer } from '../../shared/contract/gate-answer.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { durationText } from '../../shared/core/advice/figure-text.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { rethrowDefect } from '../../shared/errors.ts';

/** What a run says about a release: `unknown` if it does not show whether the release is worse. */
export interface HookFinding {
  readonly kind: 'passed' | 'worse' | 'unknown';
  readonly reason: string;
}

/** Failure of a run in which a release itself does not work. */
const BROKEN_RELEASE = 'ReleaseBrokenError';

/**
 * Returns what the end of a comparison says about the new release.
 *
 * @returns `undefined` while the comparison is under way.
 */
export function hookFinding(end: ExecutionEnd | undefined): HookFinding | undefined {
  if (end === undefined) return undefined;
  if (end.status === 'SUCCEEDED') return findingOf(end.output);
  const cause = cleanText(end.cause, MESSAGE_LENGTH_MAX);
  return {
    kind: end.error === BROKEN_RELEASE ? 'worse' : 'unknown',
    reason: `The run ended with ${[end.status, end.error, cause].filter((text) => text !== '').join(': ')}`,
  };
}

function findingOf(output: unknown): HookFinding {
  try {
    const result = parseContract(comparisonResultSchema, output, 'the result of the comparison');
    return { kind: FINDINGS[gateAnswer(result)], reason: reasonOf(result) };
  } catch (error) {
    rethrowDefect(error);
    return { kind: 'unknown', reason: error.message };
  }
}

const FINDINGS = {
  same: 'passed',
  better: 'passed',
  slower: 'worse',
  dearer: 'worse',
  overBudget: 'worse',
  undecided: 'unknown',
} as const;

function reasonOf({ verdict, limit }: ComparisonResult): string {
  return limit === undefined
    ? verdict.text
    : `${verdict.text}. p${limit.percentile} of the new release is ${durationText(limit.durationMs)}, and may be ${durationText(limit.durationMsMax)}`;
}
