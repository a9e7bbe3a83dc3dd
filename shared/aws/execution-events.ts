import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { parseJson } from '../core/json.ts';
import type { CallContext } from './aws-call.ts';
import { assignedVariablesOf, eventsBackwards } from './execution-history.ts';

/** An event of an execution's history, with the details that show its progress. */
export type ExecutionEvent = {
  /** Counted from 1 over all events of the execution. */
  readonly id: number;
  /** Id of the event that led to this one; 0 for the first. */
  readonly previousId: number;
  /** When it happened, milliseconds since the Unix epoch. */
  readonly atMs: number;
} & (
  | { readonly kind: 'started'; readonly input: unknown }
  | {
      readonly kind: 'stateEntered';
      /** Such as `Task` or `Choice`. */
      readonly stateType: string;
      readonly stateName: string;
    }
  | {
      readonly kind: 'stateExited';
      readonly stateType: string;
      readonly output: unknown;
      /** Variables that the state assigned, by name. */
      readonly assigned: Readonly<Record<string, unknown>>;
    }
  /** An iteration of a Map begins. */
  | { readonly kind: 'iterationStarted' }
  | { readonly kind: 'attemptScheduled' }
  | { readonly kind: 'attemptFailed'; readonly error: string }
  | { readonly kind: 'ended'; readonly end: ExecutionEnd }
  /** Any other event. It only matters as a link in the chain of `previousId`. */
  | { readonly kind: 'link' }
);

/** How an execution ended. */
export type ExecutionEnd =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | {
      readonly status: 'FAILED' | 'ABORTED' | 'TIMED_OUT';
      readonly error: string;
      readonly cause: string;
    };

/**
 * Reads the events of an execution after a given one, oldest first.
 *
 * The history is read from its end, because Step Functions cannot filter for new events. So the
 * cost of a call depends on the number of new events, not on the length of the execution. If an
 * endpoint ignores the requested order, the first call returns all events, and later calls return
 * none.
 *
 * @param seenId The last event already known; 0 for none.
 * @throws {PermissionDeniedError} If the caller may not read it.
 * @throws {CallRejectedError} If Step Functions does not know the execution.
 */
export async function readNewEvents(
  client: SFNClient,
  context: CallContext,
  { executionArn, seenId }: { readonly executionArn: string; readonly seenId: number },
): Promise<readonly ExecutionEvent[]> {
  const events: ExecutionEvent[] = [];
  for await (const event of eventsBackwards(client, context, executionArn)) {
    const { id = 0 } = event;
    if (id <= seenId) {
      break;
    }
    events.push(eventOf(event));
  }
  return events.toSorted((a, b) => a.id - b.id);
}

function eventOf(event: HistoryEvent): ExecutionEvent {
  const place = {
    id: event.id ?? 0,
    previousId: event.previousEventId ?? 0,
    atMs: event.timestamp?.getTime() ?? 0,
  };
  const end = endOf(event);
  const failed = failedAttemptOf(event);
  const entered = event.stateEnteredEventDetails;
  if (end !== undefined) {
    return { ...place, kind: 'ended', end };
  }
  if (entered !== undefined) {
    return {
      ...place,
      kind: 'stateEntered',
      stateType: (event.type ?? '').replace(/StateEntered$/, ''),
      stateName: entered.name ?? '',
    };
  }
  if (event.stateExitedEventDetails !== undefined) {
    return {
      ...place,
      kind: 'stateExited',
      stateType: (event.type ?? '').replace(/StateExited$/, ''),
      output: parsed(event.stateExitedEventDetails.output),
      assigned: assignedVariablesOf(event),
    };
  }
  if (event.type === 'MapIterationStarted') {
    return { ...place, kind: 'iterationStarted' };
  }
  if (event.type === 'LambdaFunctionScheduled' || event.type === 'TaskScheduled') {
    return { ...place, kind: 'attemptScheduled' };
  }
  if (failed !== undefined) {
    return { ...place, kind: 'attemptFailed', error: failed.error ?? event.type ?? '' };
  }
  return event.executionStartedEventDetails === undefined
    ? { ...place, kind: 'link' }
    : { ...place, kind: 'started', input: parsed(event.executionStartedEventDetails.input) };
}

const STATUS_OF_TYPE: Readonly<Record<string, 'FAILED' | 'ABORTED' | 'TIMED_OUT'>> = {
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
};

/**
 * Returns how the execution ended, by the event's type: one that was stopped without a cause has no
 * details.
 */
function endOf(event: HistoryEvent): ExecutionEnd | undefined {
  if (event.type === 'ExecutionSucceeded') {
    return {
      status: 'SUCCEEDED',
      output: parsed(event.executionSucceededEventDetails?.output),
    };
  }
  const status = STATUS_OF_TYPE[event.type ?? ''];
  const details =
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  return status === undefined
    ? undefined
    : { status, error: details?.error ?? '', cause: details?.cause ?? '' };
}

/**
 * Returns the details of a failed attempt at a task, made by one of our Lambdas or by Step
 * Functions' integration with Lambda.
 */
function failedAttemptOf(event: HistoryEvent): { readonly error?: string | undefined } | undefined {
  return (
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails
  );
}

/**
 * Parses a JSON text. Returns `null` for one that was too large for the history, and so is missing
 * or cut off.
 */
function parsed(text: string | undefined): unknown {
  return parseJson(text) ?? null;
}
