import type { Random } from '../../../shared/runtime/random.ts';
import type { Catcher, Retrier } from './definition.ts';
import { matchesError, type StateError } from './state-error.ts';

/** Counts the attempts of one pass through a state. */
export class RetryPolicy {
  readonly #retriers: readonly Retrier[];
  readonly #random: Random;
  readonly #counts = new Map<Retrier, number>();

  constructor(retriers: readonly Retrier[], random: Random) {
    this.#retriers = retriers;
    this.#random = random;
  }

  /** Number of retries so far. */
  get retryCount(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * Returns the pause before the next attempt, in milliseconds; `undefined` if there is no further
   * attempt.
   */
  nextPauseMs({ error }: StateError): number | undefined {
    const retrier = this.#retriers.find(({ ErrorEquals }) => matchesError(ErrorEquals, error));
    if (retrier === undefined) return undefined;
    const count = this.#counts.get(retrier) ?? 0;
    if (count >= (retrier.MaxAttempts ?? 3)) return undefined;
    this.#counts.set(retrier, count + 1);
    const seconds = Math.min(
      (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** count,
      retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
    );
    return 1000 * seconds * (retrier.JitterStrategy === 'FULL' ? this.#random() : 1);
  }
}

/** Returns the rule that catches an error; `undefined` if there is none. */
export function catcherOf(
  catchers: readonly Catcher[],
  { error }: StateError,
): Catcher | undefined {
  return catchers.find(({ ErrorEquals }) => matchesError(ErrorEquals, error));
}
