import { RELEASE_SIDES } from '../measurement/release-clone.ts';
import type { Tier } from '../measurement/tier.ts';
import type { Measurement } from '../planner/measurement.ts';
import type { PowerValue } from '../power-value.ts';
import { invocationSpread, SAMPLE_COUNT_MIN } from './clone-figures.ts';
import { LOOK_SHARES } from './effect-test.ts';

/** Clones of each side in a block, at the most and at the least: one alone shows no spread. */
const CLONES_PER_SIDE = 4;
const CLONES_PER_SIDE_MIN = 2;

/** Clones of a whole comparison, at the most. */
export const COMPARISON_CLONE_COUNT_MAX =
  RELEASE_SIDES.length * CLONES_PER_SIDE * LOOK_SHARES.length;

/** Invocations in flight that a comparison needs: each clone has one. */
export const COMPARISON_CONCURRENCY_MIN = 2 * CLONES_PER_SIDE_MIN;

/** Warm samples of a clone in the first block, and at the least, and at the most. */
const SAMPLE_COUNT_FIRST = 6;
const SAMPLE_COUNT_MAX = 40;

/**
 * How far clones of the same code are taken to differ, as a standard deviation of ln(duration). It
 * only says when more samples of a clone stop to pay; the test takes what it measures.
 */
const CLONE_SPREAD = 0.03;

/** What the next block is planned from. */
export interface BlockFacts {
  readonly tiers: readonly Tier[];
  readonly powerValue: PowerValue;
  readonly concurrencyMax: number;
  /** Classes of payloads; each gets its samples. */
  readonly payloadClassCount: number;
  /** From 1. */
  readonly block: number;
}

/**
 * The next block: as many clones of either side, with one execution environment each, which take
 * turns in the order in which they are made.
 *
 * An environment of its own for each clone tells for certain which samples share a host: lanes of
 * one clone may swap theirs.
 */
export function nextBlock(facts: BlockFacts): readonly Measurement[] {
  const { powerValue, block, concurrencyMax } = facts;
  const cloneCount = Math.max(
    CLONES_PER_SIDE_MIN,
    Math.min(CLONES_PER_SIDE, Math.floor(concurrencyMax / RELEASE_SIDES.length)),
  );
  const warmSampleCount = sampleCountOf(facts);
  return Array.from({ length: cloneCount }, (_, index) => {
    // To be made a little later is no disadvantage of one side, within a block and over two.
    const sides = (index + block) % 2 === 1 ? RELEASE_SIDES : RELEASE_SIDES.toReversed();
    return sides.map((side) => ({
      powerValue,
      release: { side, block, index },
      warmSampleCount,
      laneCount: 1,
      newLaneCount: 1,
    }));
  }).flat();
}

/** Invocations of a block, cold ones included. */
export function nextBlockInvocations(
  measurements: readonly Measurement[],
  payloadClassCount: number,
): number {
  return measurements.reduce(
    (sum, { warmSampleCount, newLaneCount }) =>
      sum + warmSampleCount * payloadClassCount + newLaneCount,
    0,
  );
}

/** As many samples as make the noise of a clone's figure as small as what clones differ by. */
function sampleCountOf({ tiers, payloadClassCount }: BlockFacts): number {
  const spread = invocationSpread(tiers);
  const count =
    spread === undefined
      ? SAMPLE_COUNT_FIRST
      : Math.min(SAMPLE_COUNT_MAX, Math.ceil((spread / CLONE_SPREAD) ** 2));
  const ofClass = Math.ceil(Math.max(SAMPLE_COUNT_FIRST, count) / payloadClassCount);
  return Math.max(SAMPLE_COUNT_MIN, ofClass);
}
