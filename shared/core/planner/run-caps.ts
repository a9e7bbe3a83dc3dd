import type { Tier } from '../measurement/tier.ts';
import { explorationSoFar } from './exploration-cost.ts';
import type { Measurement } from './measurement.ts';
import type { TuningState } from './tuning-state.ts';

/** What one run may spend at the most, whatever it was asked for. */
export interface RunCaps {
  /** For the duration of invocations, by the price list; the fee of a request is left out. */
  readonly usdMax: number;
  /** All invocations count: cold ones, and those that failed. */
  readonly invocationsMax: number;
}

/** What one measurement may spend. */
type MeasurementCaps = Required<Pick<Measurement, 'attemptCountMax' | 'billedMsMax'>>;

/** A cold invocation and a warm one: less measures nothing. */
const ATTEMPT_COUNT_MIN = 2;

/**
 * What each of the next measurements may spend, so that all of them stay within what is left.
 *
 * @param measurementCount Of this round, and of later ones where they are known.
 * @returns `undefined` if nothing is left that would do.
 */
export function measurementCaps(
  state: TuningState,
  caps: RunCaps,
  measurementCount: number,
): ((powerValue: Tier['powerValue']) => MeasurementCaps) | undefined {
  const spent = explorationSoFar(state);
  const attemptCountMax = Math.floor((caps.invocationsMax - spent.invocations) / measurementCount);
  const usd = (caps.usdMax - spent.usd) / measurementCount;
  if (attemptCountMax < ATTEMPT_COUNT_MIN || usd <= 0) {
    return undefined;
  }
  return (powerValue) => ({
    attemptCountMax,
    billedMsMax: (1000 * usd) / usdPerSecond(state, powerValue),
  });
}

function usdPerSecond({ price, ephemeralStorageMb }: TuningState, memoryMb: number): number {
  const ephemeralGb = Math.max(0, ephemeralStorageMb - 512) / 1024;
  return (memoryMb / 1024) * price.usdPerGbSecond + ephemeralGb * price.usdPerEphemeralGbSecond;
}
