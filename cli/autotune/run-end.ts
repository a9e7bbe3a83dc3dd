import type { ExecutionEnd } from '../../shared/aws/execution-events.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';

/** Exit code of a run that failed. */
export const EXIT_FAILED = 1;

/** Exit code of a run that ended well, with the answer that no size is what was asked for. */
export const EXIT_IMPOSSIBLE = 4;

/** The exit code of a run that has a result: nothing was found on `impossible`. */
export function exitCodeOf({ decision }: TuningResult): number {
  return decision.verdict.kind === 'impossible' ? EXIT_IMPOSSIBLE : 0;
}

/** Why a run has no result. */
export function whyText({
  status,
  error,
  cause,
}: Exclude<ExecutionEnd, { status: 'SUCCEEDED' }>): string {
  const said = [error, cause].filter((text) => text !== '').join(': ');
  return said === '' ? `the run was ${status === 'ABORTED' ? 'stopped' : 'given up'}` : said;
}

/** The function that a run was started for, as the request has it; empty where it does not tell. */
export function functionOf(input: unknown): string {
  const { functionName, lambdaARN } = (input ?? {}) as Readonly<Record<string, unknown>>;
  return String(functionName ?? lambdaARN ?? '');
}

/** The result in an output: an input of aws-lambda-power-tuning is answered in its shape. */
export function ownResult(output: unknown): unknown {
  return (output as { readonly tuning?: unknown } | null)?.tuning ?? output;
}
