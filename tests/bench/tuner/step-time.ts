/**
 * Times one planning step for 40 tiers and 500 samples, and prints the shortest of eight (because
 * others may share the machine), with the memory of the process.
 */

import { nextMeasurements } from '../../../shared/core/planner/tuning-plan.ts';
import { aState, aTier } from '../../support/tuning-worlds.ts';

const TIER_COUNT = 40;
const WARM_COUNT = 12;
const STEP_COUNT = 8;

const tiers = Array.from({ length: TIER_COUNT }, (_, index) => {
  const memoryMb = Math.round(128 * 80 ** (index / (TIER_COUNT - 1)));
  const durationMs = 100 + 200_000 / Math.min(memoryMb, 1769);
  const warmMs = Array.from({ length: WARM_COUNT }, (_, n) => durationMs * (1 + 0.01 * n));
  return aTier(memoryMb, warmMs);
});
const state = aState({ tiers, budget: { invocationsMax: 1000 } });
const times = Array.from({ length: STEP_COUNT }, () => {
  const started = performance.now();
  nextMeasurements(state);
  return performance.now() - started;
});
const stepMs = Math.round(Math.min(...times));
console.log(JSON.stringify({ stepMs, rssMb: Math.round(process.memoryUsage().rss / 2 ** 20) }));
