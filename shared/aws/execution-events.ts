import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { parseJson } from '../core/json.ts';
import type { CallContext } from './aws-call.ts';
import { assignedVariablesOf, eventsBackwards } from './execution-history.ts';

/** An event of an execution's history, as far as its progress is told by it. */
export type ExecutionEvent = {
  /** Counted from 1 over all events of the execution. */
  readonly id: number;
  /** The event that it follows from; 0 for the first. */
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
      /** Variables that it assigned, by name. */
      readonly assigned: Readonly<Record<string, unknown>>;
    }
  /** An iteration of a Map begins. */
  | { readonly kind: 'iterationStarted' }
  | { readonly kind: 'attemptScheduled' }
  | { readonly kind: 'attemptFailed'; readonly error: string }
  | { readonly kind: 'ended'; readonly end: ExecutionEnd }
  /** Anything else: a link in the chain of what follows from what. */
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
 * Reads what happened in an execution since an event, oldest first.
 *
 * The history is read from its end, because it cannot be asked for what is new: so a call costs as
 * much as has happened, and not as much as the execution is long. An endpoint that ignores the order
 * it is asked for gives all events to the first call and none to the later ones.
 *
 * @param seenId The last event that is known; 0 for none.
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

/** Told by the type: an execution that was stopped without a cause has no details. */
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

/** Of one attempt at a task, by our own Lambdas or by Step Functions' integration with Lambda. */
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

/** `null` if the text is too large for the history: it is absent then, or cut and no JSON. */
function parsed(text: string | undefined): unknown {
  return parseJson(text) ?? null;
}
