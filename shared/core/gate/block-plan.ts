import type { ReleaseSide } from '../measurement/release-clone.ts';
import type { Tier } from '../measurement/tier.ts';
import type { Measurement } from '../planner/measurement.ts';
import type { PowerValue } from '../power-value.ts';
import { CLONE_SPREAD, invocationSpread, SAMPLE_COUNT_MIN } from './clone-figures.ts';
import { LOOK_SHARES } from './effect-test.ts';

/** Clones in one block, both releases together. */
const CLONES_PER_BLOCK = 8;

/** Fewest clones of each release in a block: a single clone shows no spread between clones. */
const CLONES_PER_SIDE_MIN = 2;

/** Most clones that a whole comparison makes. */
export const COMPARISON_CLONE_COUNT_MAX = CLONES_PER_BLOCK * LOOK_SHARES.length;

/** Returns the concurrency that a comparison needs: each clone has one invocation in flight. */
export function concurrencyNeeded(sides: readonly ReleaseSide[]): number {
  return sides.length * CLONES_PER_SIDE_MIN;
}

/** Warm samples per clone: in the first block, which is also the minimum, and the maximum. */
const SAMPLE_COUNT_FIRST = 6;
const SAMPLE_COUNT_MAX = 40;

/** Everything that the next block is planned from. */
export interface BlockFacts {
  /** The releases to measure: both, or only the new one if a kept result replaces the old. */
  readonly sides: readonly ReleaseSide[];
  readonly tiers: readonly Tier[];
  readonly powerValue: PowerValue;
  readonly concurrencyMax: number;
  /** Number of payload classes; a clone's samples are divided among them. */
  readonly payloadClassCount: number;
  /** Number of the block to plan, from 1. */
  readonly block: number;
}

/**
 * Plans the next block: the same number of clones for each release. Each clone has one execution
 * environment, and the two releases alternate in the order in which clones are made.
 *
 * Separate clones, rather than lanes of one clone, show for certain which samples share a host: two
 * lanes of one clone may swap environments.
 */
export function nextBlock(facts: BlockFacts): readonly Measurement[] {
  const { powerValue, block, concurrencyMax, sides } = facts;
  const cloneCount = Math.max(
    CLONES_PER_SIDE_MIN,
    Math.floor(Math.min(CLONES_PER_BLOCK, concurrencyMax) / sides.length),
  );
  const warmSampleCount = sampleCountOf(facts);
  return Array.from({ length: cloneCount }, (_, index) => {
    // The release that is created first alternates within a block and from block to block, so that
    // creation order favours neither.
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

/** Counts the invocations of a block, cold ones included. */
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

/**
 * Returns the warm samples per payload class that make the noise of a clone's figure about as small
 * as the usual difference between clones.
 */
function sampleCountOf({ tiers, payloadClassCount }: BlockFacts): number {
  const spread = invocationSpread(tiers);
  const count =
    spread === undefined
      ? SAMPLE_COUNT_FIRST
      : Math.min(SAMPLE_COUNT_MAX, Math.ceil((spread / CLONE_SPREAD) ** 2));
  const ofClass = Math.ceil(Math.max(SAMPLE_COUNT_FIRST, count) / payloadClassCount);
  return Math.max(SAMPLE_COUNT_MIN, ofClass);
}
