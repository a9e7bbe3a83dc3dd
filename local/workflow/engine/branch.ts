import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { EventDetails, HistoryLog } from './history-log.ts';
import type { DraftEvent } from './task-events.ts';
import type { Variables } from './variables.ts';

/** The part of `$states.context` that is the same for all states of a branch. */
type BranchContext = Readonly<Record<string, unknown>>;

/** A sequence of states: the execution itself, or one iteration of a Map. */
export class Branch {
  readonly variables: Variables;
  readonly context: BranchContext;
  /** Aborted when no further state of the branch may start. */
  readonly signal: AbortSignal;
  /** Id of the event that precedes the next one; 0 for none. */
  lastId: number;
  readonly #log: HistoryLog;

  constructor(
    log: HistoryLog,
    parts: {
      readonly variables: Variables;
      readonly context: BranchContext;
      readonly signal: AbortSignal;
      readonly lastId: number;
    },
  ) {
    this.#log = log;
    this.variables = parts.variables;
    this.context = parts.context;
    this.signal = parts.signal;
    this.lastId = parts.lastId;
  }

  /**
   * Adds an event to the history; the branch's next event names it as its predecessor.
   *
   * @throws The signal's reason, if the branch was ended before, or by a listener of the event.
   * @throws {HistoryFullError} If the history is full.
   */
  tell([type, details]: DraftEvent): number {
    this.lastId = this.tellAside(type, this.lastId, details);
    return this.lastId;
  }

  /** Adds an event that the branch's next event does not name as its predecessor. */
  tellAside(
    type: NonNullable<HistoryEvent['type']>,
    previousId: number,
    details?: EventDetails,
  ): number {
    this.signal.throwIfAborted();
    const id = this.#log.append(type, previousId, details);
    this.signal.throwIfAborted();
    return id;
  }

  /** Creates a branch inside this one, with its own variables. */
  inner(
    variables: Variables,
    place: {
      readonly context: BranchContext;
      readonly signal: AbortSignal;
      readonly lastId: number;
    },
  ): Branch {
    return new Branch(this.#log, {
      variables,
      ...place,
      context: { ...this.context, ...place.context },
    });
  }
}
