import type { HistoryEvent } from '../../local/workflow/history-event.ts';
import { isTold, type ProgressEvent } from './progress-event.ts';
import { type StatePass, statePass } from './state-pass.ts';

/** Turns what the engine on this machine tells of one run into its progress. */
export class LocalProgress {
  readonly #passes = new Map<string, StatePass>();
  /** By key of the pass: the error of its last attempt, if that failed. */
  readonly #errors = new Map<number, string>();
  #passCount = 0;

  /** @returns `undefined` where an event is of no interest. */
  next(event: HistoryEvent): ProgressEvent | undefined {
    if (!('state' in event) || !isTold(event.state.type)) {
      return undefined;
    }
    const { name, input, output } = event.state;
    // A state is under way once at a time, but for the iterations of a Map.
    const place = `${name}-${event.index ?? ''}`;
    if (event.type === 'StateEntered') {
      this.#passCount += 1;
      const entered = { key: this.#passCount, stateName: name, startedAtMs: event.timestamp };
      const pass = statePass(entered, input);
      this.#passes.set(place, pass);
      return { ...pass, kind: 'entered' };
    }
    const pass = this.#passes.get(place);
    if (pass === undefined) {
      return undefined;
    }
    const error = this.#errors.get(pass.key);
    switch (event.type) {
      case 'StateExited':
        return {
          ...pass,
          kind: 'exited',
          durationMs: event.timestamp - pass.startedAtMs,
          output,
          ...(error !== undefined && { error }),
        };
      case 'StateFailed':
        this.#errors.set(pass.key, event.Error);
        return { ...pass, kind: 'failed', error: event.Error };
      case 'StateRetried':
        this.#errors.delete(pass.key);
        return undefined;
      default:
        return undefined;
    }
  }
}
