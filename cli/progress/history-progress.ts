import type { ExecutionEvent } from '../../shared/aws/execution-events.ts';
import { isTold, type ProgressEvent } from './progress-event.ts';
import { type StatePass, statePass } from './state-pass.ts';

/** Turns the history that Step Functions keeps of one run into its progress. */
export class HistoryProgress {
  /** By the id of each event: the pass through a state that it belongs to. */
  readonly #passes = new Map<number, StatePass>();
  /** By the id of each event of a failed attempt: its error. */
  readonly #errors = new Map<number, string>();

  /**
   * @param event The next one, none left out: only the chain of events tells which state it is of.
   * @returns `undefined` where an event is of no interest.
   */
  next(event: ExecutionEvent): ProgressEvent | undefined {
    if (event.kind === 'stateEntered') {
      if (!isTold(event.stateType)) {
        return undefined;
      }
      const { id: key, stateName, atMs: startedAtMs } = event;
      const pass = statePass({ key, stateName, startedAtMs }, event.input);
      this.#passes.set(event.id, pass);
      return { ...pass, kind: 'entered' };
    }
    const pass = this.#passes.get(event.previousId);
    if (pass === undefined) {
      return undefined;
    }
    const error = this.#errors.get(event.previousId);
    switch (event.kind) {
      case 'stateExited':
        return {
          ...pass,
          kind: 'exited',
          durationMs: event.atMs - pass.startedAtMs,
          output: event.output,
          ...(error !== undefined && { error }),
        };
      case 'attemptFailed':
        this.#errors.set(event.id, event.error);
        this.#passes.set(event.id, pass);
        return { ...pass, kind: 'failed', error: event.error };
      default:
        this.#passes.set(event.id, pass);
        return undefined;
    }
  }
}
