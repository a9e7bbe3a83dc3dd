/** What an execution's history tells of itself and of its states. */
export type ExecutionEvent =
  | { readonly type: 'ExecutionStarted'; readonly input: unknown }
  | { readonly type: 'ExecutionSucceeded'; readonly output: unknown }
  | {
      readonly type: 'ExecutionFailed' | 'ExecutionAborted' | 'ExecutionTimedOut';
      readonly error?: string;
      readonly cause?: string;
    }
  | (StateOfEvent & { readonly type: 'StateEntered'; readonly input: unknown })
  | (StateOfEvent & { readonly type: 'StateExited'; readonly output: unknown })
  /** Another attempt at a task, where Step Functions has this event for the first one, too. */
  | (StateOfEvent & { readonly type: 'LambdaFunctionScheduled' })
  /** One attempt at a task: it may be tried again. */
  | (StateOfEvent & {
      readonly type: 'LambdaFunctionFailed';
      readonly error: string;
      readonly cause: string;
    });

interface StateOfEvent {
  readonly stateType: string;
  readonly name: string;
  /** Of the Map that the state is in, counted from 0; absent outside of any. */
  readonly iteration?: number;
}

/** An event in its place in the history. */
export interface RecordedEvent {
  /** When it happened, milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly event: ExecutionEvent;
  /** The event that it follows from; 0 for the first. */
  readonly previousId: number;
}

const NOT_TRUNCATED = { truncated: false };

/**
 * Renders an event as GetExecutionHistory returns it. Of the many types of events, those of the
 * execution, of entering and leaving states, and of failed attempts.
 *
 * @param id Counted from 1 over all events of the execution.
 * @param hasData Whether inputs and outputs are shown.
 */
export function renderEvent(
  { atMs, event, previousId }: RecordedEvent,
  id: number,
  hasData: boolean,
): object {
  const details = renderDetails(event, hasData);
  return { timestamp: atMs / 1000, id, previousEventId: previousId, ...details };
}

function renderDetails(event: ExecutionEvent, hasData: boolean): object {
  const input = (value: unknown) =>
    hasData ? { input: json(value), inputDetails: NOT_TRUNCATED } : {};
  const output = (value: unknown) =>
    hasData ? { output: json(value), outputDetails: NOT_TRUNCATED } : {};
  switch (event.type) {
    case 'ExecutionStarted':
      return { type: event.type, executionStartedEventDetails: input(event.input) };
    case 'ExecutionSucceeded':
      return { type: event.type, executionSucceededEventDetails: output(event.output) };
    case 'ExecutionFailed':
    case 'ExecutionAborted':
    case 'ExecutionTimedOut': {
      const { type, ...details } = event;
      return { type, [`e${type.slice(1)}EventDetails`]: details };
    }
    case 'StateEntered':
      return {
        type: `${event.stateType}StateEntered`,
        stateEnteredEventDetails: { name: event.name, ...input(event.input) },
      };
    case 'StateExited':
      return {
        type: `${event.stateType}StateExited`,
        stateExitedEventDetails: { name: event.name, ...output(event.output) },
      };
    case 'LambdaFunctionScheduled':
      return { type: event.type };
    case 'LambdaFunctionFailed':
      return {
        type: event.type,
        lambdaFunctionFailedEventDetails: { error: event.error, cause: event.cause },
      };
  }
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
