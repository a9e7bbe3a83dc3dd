import type { Tier } from '../measurement/tier.ts';
import { explorationSoFar } from './exploration-cost.ts';
import type { Measurement } from './measurement.ts';
import type { TuningState } from './tuning-state.ts';

/** Most that one run may spend, whatever its request asks for. */
export interface RunCaps {
  /** Cost of the durations of all invocations at list prices, USD; request fees are left out. */
  readonly usdMax: number;
  /** Invocations, including cold and failed ones. */
  readonly invocationsMax: number;
}

/** Most that one measurement may spend. */
type MeasurementCaps = Required<Pick<Measurement, 'attemptCountMax' | 'billedMsMax'>>;

/** Fewest invocations that measure anything: a cold one and a warm one. */
const ATTEMPT_COUNT_MIN = 2;

/**
 * Divides what the run has left among its next measurements.
 *
 * @param measurementCount Measurements of this round, plus those of later rounds if they are known.
 * @returns A function that gives the caps at a size; `undefined` if too little is left for any
 *   measurement.
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
