import * as z from 'zod/mini';
import type { Tier } from '../measurement/tier.ts';
import { type BlockedEffect, blockedEffect, type CloneFigure } from './blocked-effect.ts';
import { type ReleaseBases, releaseFigures } from './clone-figures.ts';
import { effectReadingSchema, judgeEffect, LOOK_SHARES, lookErrorRate } from './effect-test.ts';
import { type KeptFigures, keptEffect } from './kept-effect.ts';

/** What a comparison may answer. */
const COMPARISON_KINDS = ['same', 'slower', 'dearer', 'better', 'undecided'] as const;

/** What is known of two releases. */
export const comparisonSchema = z.strictObject({
  kind: z.enum(COMPARISON_KINDS),
  /** Typical duration, new against old. */
  duration: effectReadingSchema,
  /** Billed cost of an invocation, new against old. */
  cost: effectReadingSchema,
  /** Looks taken at it, this one included. */
  lookCount: z.int(),
});

export type ReleaseComparison = Readonly<z.infer<typeof comparisonSchema>>;

/** What two releases are compared by. */
export interface ComparisonBasis {
  readonly costs: ReleaseBases;
  /** The difference that must be found, per cent. */
  readonly effectPercent: number;
  /** Of the payload classes, by their number. */
  readonly payloadWeights: readonly number[];
  /** What is known of the old release, where it is not measured beside the new one. */
  readonly kept?: {
    readonly figures: KeptFigures;
    /** From its measurement to this one, milliseconds. */
    readonly ageMs: number;
  };
}

/**
 * Of each wrong answer, for duration and cost each: so that a false alarm, and a difference that is
 * missed, is at most 5 in 100 for both together.
 */
const ERROR_RATE = 0.025;

/** Compares two releases by their clones; the blocks tell how often it was looked at. */
export function compareReleases(tiers: readonly Tier[], basis: ComparisonBasis): ReleaseComparison {
  const figures = releaseFigures(tiers, basis.payloadWeights, basis.costs);
  const lookCount = new Set(tiers.flatMap(({ release }) => release?.block ?? [])).size;
  const { kept, effectPercent } = basis;
  const effectOf = (ofClones: readonly CloneFigure[], name: keyof KeptFigures) =>
    kept === undefined
      ? blockedEffect(ofClones)
      : keptEffect(ofClones, kept.figures[name], kept.ageMs);
  const errorRate = kept === undefined ? lookErrorRate(ERROR_RATE, lookCount - 1) : ERROR_RATE;
  const read = (ofClones: readonly CloneFigure[], name: keyof KeptFigures) =>
    judgeEffect(effectOf(ofClones, name) ?? NOTHING_KNOWN, { effectPercent, errorRate });
  const duration = read(figures.durations, 'duration');
  const cost = read(figures.costs, 'cost');
  return { kind: kindOf(duration.answer, cost.answer), duration, cost, lookCount };
}

const NOTHING_KNOWN: BlockedEffect = {
  effect: 0,
  standardError: Number.POSITIVE_INFINITY,
  degreesOfFreedom: 1,
};

type Answer = ReleaseComparison['duration']['answer'];

function kindOf(duration: Answer, cost: Answer): ReleaseComparison['kind'] {
  if (duration === 'worse') return 'slower';
  if (cost === 'worse') return 'dearer';
  if (duration === 'open' || cost === 'open') return 'undecided';
  return duration === 'better' || cost === 'better' ? 'better' : 'same';
}

/**
 * Blocks of clones at the most; after each, the answer is looked for. Where the old release is not
 * measured beside the new one, a second block would tell no more: what the days differ by stays.
 */
export function blockCountMax({ kept }: Pick<ComparisonBasis, 'kept'>): number {
  return kept === undefined ? LOOK_SHARES.length : 1;
}

/** Whether more measuring could change an answer. */
export function isOpen(
  { kind, lookCount }: ReleaseComparison,
  basis: Pick<ComparisonBasis, 'kept'>,
): boolean {
  return kind === 'undecided' && lookCount < blockCountMax(basis);
}
