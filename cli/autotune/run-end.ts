import type { ExecutionEnd } from '../../shared/aws/execution-events.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';

/** Exit code of a run that failed. */
export const EXIT_FAILED = 1;

/** Exit code of a run that succeeded, with the answer that no size meets the request. */
export const EXIT_IMPOSSIBLE = 4;

/** Returns the exit code of a run that has a result; the verdict `impossible` has its own. */
export function exitCodeOf({ decision }: TuningResult): number {
  return decision.verdict.kind === 'impossible' ? EXIT_IMPOSSIBLE : 0;
}

/** Says why a run has no result. */
export function whyText({
  status,
  error,
  cause,
}: Exclude<ExecutionEnd, { status: 'SUCCEEDED' }>): string {
  const said = [error, cause].filter((text) => text !== '').join(': ');
  return said === '' ? `the run was ${status === 'ABORTED' ? 'stopped' : 'given up'}` : said;
}

/**
 * Returns the function that a run was started for, as the request names it; empty if it names none.
 */
export function functionOf(input: unknown): string {
  const { functionName, lambdaARN } = (input ?? {}) as Readonly<Record<string, unknown>>;
  return String(functionName ?? lambdaARN ?? '');
}

/**
 * Returns the result in the output of a run. A request in the format of aws-lambda-power-tuning is
 * answered in that format, with the result in `tuning`.
 */
export function ownResult(output: unknown): unknown {
  return (output as { readonly tuning?: unknown } | null)?.tuning ?? output;
}
