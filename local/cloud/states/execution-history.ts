/** What an execution's history tells of itself and of its states. */
export type ExecutionEvent =
  | { readonly type: 'ExecutionStarted'; readonly input: unknown }
  | { readonly type: 'ExecutionSucceeded'; readonly output: unknown }
  | {
      readonly type: 'ExecutionFailed' | 'ExecutionAborted' | 'ExecutionTimedOut';
      readonly error?: string;
      readonly cause?: string;
    }
  | {
      readonly type: 'StateEntered';
      readonly stateType: string;
      readonly name: string;
      readonly input: unknown;
    }
  | {
      readonly type: 'StateExited';
      readonly stateType: string;
      readonly name: string;
      readonly output: unknown;
    };

/** An event and when it happened, milliseconds since the Unix epoch. */
export interface RecordedEvent {
  readonly atMs: number;
  readonly event: ExecutionEvent;
}

const NOT_TRUNCATED = { truncated: false };

/**
 * Renders an event as GetExecutionHistory returns it. Of the many types of events, those of the
 * execution and of entering and leaving states; the chain of causes is one line.
 *
 * @param id Counted from 1 over all events of the execution.
 * @param hasData Whether inputs and outputs are shown.
 */
export function renderEvent({ atMs, event }: RecordedEvent, id: number, hasData: boolean): object {
  const details = renderDetails(event, hasData);
  return { timestamp: atMs / 1000, id, previousEventId: id - 1, ...details };
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
  }
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
