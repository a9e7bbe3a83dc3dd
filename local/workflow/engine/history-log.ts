import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { StateError } from './state-error.ts';

/** Maximum number of events of one execution: at this number Step Functions ends it (quotas). */
const EVENT_COUNT_MAX = 25_000;

const NOT_TRUNCATED = { truncated: false };

/** Thrown when the history of an execution is full. No Catch applies. */
export class HistoryFullError extends StateError {
  constructor() {
    super(
      'States.Runtime',
      `The execution reached the maximum number of history events (${EVENT_COUNT_MAX}).`,
    );
  }
}

/** Details of an event, as GetExecutionHistory returns it. */
export type EventDetails = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp' | 'type'>;

/** The history of one execution, as Step Functions writes it. */
export class HistoryLog {
  readonly events: HistoryEvent[] = [];
  readonly #nowMs: () => number;
  readonly #onEvent: (event: HistoryEvent) => void;

  constructor(nowMs: () => number, onEvent: (event: HistoryEvent) => void) {
    this.#nowMs = nowMs;
    this.#onEvent = onEvent;
  }

  /**
   * Adds an event.
   *
   * @param previousEventId The event that it follows from; 0 for none.
   * @returns Its id, counted from 1.
   * @throws {HistoryFullError} If only the event that ends the execution still fits.
   */
  append(
    type: NonNullable<HistoryEvent['type']>,
    previousEventId: number,
    details: EventDetails = {},
  ): number {
    const id = this.events.length + 1;
    if (id >= EVENT_COUNT_MAX && !type.startsWith('Execution')) throw new HistoryFullError();
    const event = { id, previousEventId, timestamp: new Date(this.#nowMs()), type, ...details };
    this.events.push(event);
    this.#onEvent(event);
    return id;
  }
}

/** Returns the input fields of an event, with the flag that nothing was cut off. */
export function inputOf(input: string) {
  return { input, inputDetails: NOT_TRUNCATED };
}

/** Returns the output fields of an event, with the flag that nothing was cut off. */
export function outputOf(output: string) {
  return { output, outputDetails: NOT_TRUNCATED };
}

/** Returns the event fields for the variables that a state assigned; empty if it assigned none. */
export function assignedOf(assignedVariables: Readonly<Record<string, string>>) {
  return Object.keys(assignedVariables).length === 0
    ? {}
    : { assignedVariables: { ...assignedVariables }, assignedVariablesDetails: NOT_TRUNCATED };
}

/** Returns the event fields for error and cause; without a cause if there is none. */
export function failureOf({ error, cause }: StateError) {
  return { error, ...(cause !== undefined && { cause }) };
}
