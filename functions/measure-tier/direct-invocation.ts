import { decodeLogTail, readFunctionError } from '../../shared/aws/function-invocation.ts';
import {
  type DirectInvocation,
  MALFORMED_ANSWER,
  type MeasureTierInput,
} from '../../shared/contract/measure-tier.ts';
import {
  judgeInvocation,
  type MeasuredInvocation,
} from '../../shared/core/measurement/measured-invocation.ts';
import { readReport } from '../../shared/core/measurement/report-line.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { categoryOfEngineError } from '../../shared/errors.ts';

/** Whether a failure comes from Step Functions itself, not from the function. */
function isOfEngine(errorName: string): boolean {
  return (
    errorName === MALFORMED_ANSWER ||
    (/^(States\.|Lambda\.)/.test(errorName) && errorName !== 'Lambda.Unknown')
  );
}

/**
 * Whether Lambda throttled an invocation by the state machine, so that the function did not run.
 */
export function isRefused(direct: DirectInvocation): boolean {
  return 'Error' in direct && direct.Error === 'Lambda.TooManyRequestsException';
}

/**
 * Judges an invocation that the state machine made. If the function failed, Step Functions passes
 * on its error without the log, so the billed duration of that invocation stays unknown.
 */
export function judgeDirectInvocation(
  direct: DirectInvocation,
  { target, measurement }: MeasureTierInput,
  mayBeCold: boolean,
): MeasuredInvocation {
  const facts = { memoryMb: measurement.powerValue, lane: 0, mayBeCold };
  if ('Error' in direct) {
    const { Cause: cause = '' } = direct;
    if (isOfEngine(direct.Error)) {
      return {
        kind: direct.Error === 'States.DataLimitExceeded' ? 'rejected' : 'unreported',
        errorName: direct.Error,
        message: cleanText(cause, MESSAGE_LENGTH_MAX),
        category: categoryOfEngineError(direct.Error),
        billedDurationMs: 0,
      };
    }
    const answered = readFunctionError(returnedPayload(cause));
    const functionError = { ...answered, errorType: direct.Error };
    return judgeInvocation({ ...facts, report: undefined, functionError });
  }
  const reading = readReport(decodeLogTail(direct.logResult), {
    requestId: direct.requestId,
    logFormat: target.logFormat,
  });
  const outcome = judgeInvocation({
    ...facts,
    report: reading.kind === 'found' ? reading.report : undefined,
    functionError: undefined,
  });
  return outcome.kind === 'sample'
    ? { kind: 'sample', sample: { ...outcome.sample, isDirect: true } }
    : outcome;
}

/**
 * Extracts the function's answer from a cause. If an answer has no error type, Step Functions
 * quotes it: "… because Lambda did not return an error type. Returned payload: {…}".
 */
function returnedPayload(cause: string): string {
  return /Returned payload: ([\s\S]*)$/.exec(cause)?.[1] ?? cause;
}
