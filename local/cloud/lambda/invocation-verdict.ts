import type { InvocationOutcome } from './execution-host.ts';
import { SYNC_PAYLOAD_BYTES_MAX } from './function-limits.ts';
import type { InvocationReport } from './invocation-report.ts';

/** How the API presents an outcome. */
interface InvocationVerdict {
  readonly payload: Uint8Array;
  readonly status: InvocationReport['status'];
  /** Error type in the REPORT line, which is more specific than the payload. */
  readonly errorType: string | undefined;
}

/** Facts about the invocation that error messages mention. */
interface VerdictContext {
  readonly requestId: string;
  readonly timeoutSeconds: number;
}

/** Translates the outcome of an execution environment into Lambda's error payloads. */
export function judgeOutcome(
  outcome: Pick<InvocationOutcome, 'kind' | 'payload' | 'errorType' | 'exitReason'>,
  { requestId, timeoutSeconds }: VerdictContext,
): InvocationVerdict {
  const platformError = (errorType: string, message: string) =>
    Buffer.from(
      JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` }),
    );
  switch (outcome.kind) {
    case 'success':
      return outcome.payload.length > SYNC_PAYLOAD_BYTES_MAX
        ? tooLarge(outcome.payload.length)
        : { payload: outcome.payload, status: 'success', errorType: undefined };
    case 'functionError':
      return {
        payload: outcome.payload,
        status: 'functionError',
        errorType: outcome.errorType,
      };
    case 'timeout':
      return {
        payload: platformError(
          'Sandbox.Timedout',
          `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
        ),
        status: 'timeout',
        errorType: undefined,
      };
    case 'exit':
      return {
        payload: platformError('Runtime.ExitError', exitMessage(outcome.exitReason)),
        status: 'error',
        errorType: 'Runtime.ExitError',
      };
    case 'outOfMemory':
      return {
        payload: platformError('Runtime.ExitError', 'Runtime exited with error: signal: killed'),
        status: 'error',
        errorType: 'Runtime.OutOfMemory',
      };
  }
}

function exitMessage(exitReason: string | undefined): string {
  return exitReason === undefined
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: ${exitReason}`;
}

function tooLarge(sizeBytes: number): InvocationVerdict {
  const errorType = 'Function.ResponseSizeTooLarge';
  return {
    payload: Buffer.from(
      JSON.stringify({
        errorType,
        errorMessage: `Response payload size (${sizeBytes} bytes) exceeded maximum allowed payload size (${SYNC_PAYLOAD_BYTES_MAX} bytes).`,
      }),
    ),
    status: 'functionError',
    errorType,
  };
}
