import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { parseJson } from '../core/json.ts';
import { CallRejectedError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import type { ExecutionEnd } from './execution-events.ts';

/**
 * The state of an execution of the state machine.
 *
 * - `live`: it is running, or about to be redriven.
 * - `dead`: it has ended, at `stoppedAtMs` (milliseconds since the Unix epoch).
 * - `absent`: Step Functions does not know it: it ended more than 90 days ago, or has only just
 *   begun.
 */
export type ExecutionStatus =
  | { readonly kind: 'live' }
  | { readonly kind: 'dead'; readonly status: string; readonly stoppedAtMs: number }
  | { readonly kind: 'absent' };

/**
 * Reads the state of an execution from Step Functions, which may lag behind a little.
 *
 * @throws {PermissionDeniedError} If the role may not read it.
 */
export async function readExecutionStatus(
  client: SFNClient,
  context: CallContext,
  executionArn: string,
): Promise<ExecutionStatus> {
  try {
    const { status, stopDate } = await callAws(
      `read the status of "${executionArn}"`,
      context,
      (abortSignal) =>
        client.send(new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }), {
          abortSignal,
        }),
    );
    return stopDate === undefined || status === 'RUNNING' || status === 'PENDING_REDRIVE'
      ? { kind: 'live' }
      : { kind: 'dead', status: status ?? 'UNKNOWN', stoppedAtMs: stopDate.getTime() };
  } catch (error) {
    if (error instanceof CallRejectedError && error.code === 'ExecutionDoesNotExist') {
      return { kind: 'absent' };
    }
    throw error;
  }
}

/** An execution with its input and its end. */
export interface DescribedExecution {
  readonly executionArn: string;
  readonly startedAtMs: number;
  /** Such as `RUNNING`. */
  readonly status: string;
  readonly input: unknown;
  /** Absent while it is running. */
  readonly end?: ExecutionEnd;
}

/**
 * Reads an execution: its input, and how it ended.
 *
 * @throws {PermissionDeniedError} If the caller may not describe it.
 * @throws {CallRejectedError} If Step Functions does not know the execution.
 */
export async function readExecution(
  client: SFNClient,
  context: CallContext,
  executionArn: string,
): Promise<DescribedExecution> {
  const answer = await callAws(`describe "${executionArn}"`, context, (abortSignal) =>
    client.send(new DescribeExecutionCommand({ executionArn }), { abortSignal }),
  );
  const end = endOf(answer);
  return {
    executionArn,
    startedAtMs: answer.startDate?.getTime() ?? 0,
    status: answer.status ?? 'UNKNOWN',
    input: parseJson(answer.input) ?? null,
    ...(end !== undefined && { end }),
  };
}

function endOf({
  status,
  output,
  error,
  cause,
}: DescribeExecutionCommandOutput): ExecutionEnd | undefined {
  switch (status) {
    case 'SUCCEEDED':
      return { status, output: parseJson(output) ?? null };
    case 'FAILED':
    case 'ABORTED':
    case 'TIMED_OUT':
      return { status, error: error ?? '', cause: cause ?? '' };
    default:
      return undefined;
  }
}
