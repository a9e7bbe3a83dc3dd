/**
 * Measures one planning step for 40 tiers and 500 samples. Prints its processor time, divided by
 * that of a fixed calculation on the same machine, and the memory of the process. Both times are
 * the shortest of eight, measured in turns, so that other programs and the machine's speed do not
 * matter.
 */

import { nextMeasurements } from '../../../shared/core/planner/tuning-plan.ts';
import { aState, aTier } from '../../support/tuning-worlds.ts';

const TIER_COUNT = 40;
const WARM_COUNT = 12;
const REPEAT_COUNT = 8;

/** Number of exponentials in the fixed calculation. */
const EXPONENTIAL_COUNT = 2_000_000;

const tiers = Array.from({ length: TIER_COUNT }, (_, index) => {
  const memoryMb = Math.round(128 * 80 ** (index / (TIER_COUNT - 1)));
  const durationMs = 100 + 200_000 / Math.min(memoryMb, 1769);
  const warmMs = Array.from({ length: WARM_COUNT }, (_, n) => durationMs * (1 + 0.01 * n));
  return aTier(memoryMb, warmMs);
});
const state = aState({ tiers, budget: { invocationsMax: 1000 } });

function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function computeExponentials(): number {
  let sum = 0;
  for (let index = 0; index < EXPONENTIAL_COUNT; index += 1) sum += Math.exp(-index / 1e6);
  return sum;
}

const stepsMs: number[] = [];
const yardsticksMs: number[] = [];
for (let repeat = 0; repeat < REPEAT_COUNT; repeat += 1) {
  stepsMs.push(processorMs(() => nextMeasurements(state)));
  yardsticksMs.push(processorMs(computeExponentials));
}
const stepMs = Math.min(...stepsMs);
const yardstickMs = Math.min(...yardsticksMs);
console.log(
  JSON.stringify({
    stepMs: Math.round(stepMs),
    yardstickMs: Math.round(yardstickMs),
    multiple: Number((stepMs / yardstickMs).toFixed(1)),
    rssMb: Math.round(process.memoryUsage().rss / 2 ** 20),
  }),
);
