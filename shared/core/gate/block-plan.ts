import type { ReleaseSide } from '../measurement/release-clone.ts';
import type { Tier } from '../measurement/tier.ts';
import type { Measurement } from '../planner/measurement.ts';
import type { PowerValue } from '../power-value.ts';
import { CLONE_SPREAD, invocationSpread, SAMPLE_COUNT_MIN } from './clone-figures.ts';
import { LOOK_SHARES } from './effect-test.ts';

/** Clones of a block, all sides together. */
const CLONES_PER_BLOCK = 8;

/** Clones of each side in a block at the least: one alone shows no spread. */
const CLONES_PER_SIDE_MIN = 2;

/** Clones of a whole comparison, at the most. */
export const COMPARISON_CLONE_COUNT_MAX = CLONES_PER_BLOCK * LOOK_SHARES.length;

/** Invocations in flight that a comparison of these sides needs: each clone has one. */
export function concurrencyNeeded(sides: readonly ReleaseSide[]): number {
  return sides.length * CLONES_PER_SIDE_MIN;
}

/** Warm samples of a clone in the first block, and at the least, and at the most. */
const SAMPLE_COUNT_FIRST = 6;
const SAMPLE_COUNT_MAX = 40;

/** What the next block is planned from. */
export interface BlockFacts {
  /** What is measured: both, or the new one alone where the old one is known by an earlier run. */
  readonly sides: readonly ReleaseSide[];
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
  const { powerValue, block, concurrencyMax, sides } = facts;
  const cloneCount = Math.max(
    CLONES_PER_SIDE_MIN,
    Math.floor(Math.min(CLONES_PER_BLOCK, concurrencyMax) / sides.length),
  );
  const warmSampleCount = sampleCountOf(facts);
  return Array.from({ length: cloneCount }, (_, index) => {
    // To be made a little later is no disadvantage of one side, within a block and over two.
    const inTurn = (index + block) % 2 === 1 ? sides : sides.toReversed();
    return inTurn.map((side) => ({
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
