import * as z from 'zod/mini';
import type { Tier } from '../measurement/tier.ts';
import { type BlockedEffect, blockedEffect, type CloneFigure } from './blocked-effect.ts';
import { type ReleaseBases, releaseFigures } from './clone-figures.ts';
import { effectReadingSchema, judgeEffect, LOOK_SHARES, lookErrorRate } from './effect-test.ts';
import { type KeptFigures, keptEffect } from './kept-effect.ts';

/** Possible answers of a comparison. */
const COMPARISON_KINDS = ['same', 'slower', 'dearer', 'better', 'undecided'] as const;

/** Result of comparing two releases. */
export const comparisonSchema = z.strictObject({
  kind: z.enum(COMPARISON_KINDS),
  /** Typical duration of the new release compared with the old one. */
  duration: effectReadingSchema,
  /** Billed cost of an invocation of the new release compared with the old one. */
  cost: effectReadingSchema,
  /** Number of times the data were tested so far, this one included. */
  lookCount: z.int(),
});

export type ReleaseComparison = Readonly<z.infer<typeof comparisonSchema>>;

/** Everything that a comparison depends on, beside the samples. */
export interface ComparisonBasis {
  readonly costs: ReleaseBases;
  /** The smallest difference that must be detected, per cent. */
  readonly effectPercent: number;
  /** Weights of the payload classes, by class number. */
  readonly payloadWeights: readonly number[];
  /** Figures of the old release from an earlier run; absent if it is measured side by side. */
  readonly kept?: {
    readonly figures: KeptFigures;
    /** Age of those figures when the new release was measured, milliseconds. */
    readonly ageMs: number;
  };
}

/**
 * Probability of each kind of wrong answer, for duration and for cost separately. For both
 * together, the probability of a false alarm, and that of a missed difference, is at most 5 in 100.
 */
const ERROR_RATE = 0.025;

/** Compares two releases by their clones. The number of blocks so far is the number of looks. */
export function compareClones(tiers: readonly Tier[], basis: ComparisonBasis): ReleaseComparison {
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
 * Returns the maximum number of blocks; the answer is evaluated after each. If the old release
 * comes from an earlier run, a second block would add nothing, because the difference between the
 * days remains.
 */
export function blockCountMax({ kept }: Pick<ComparisonBasis, 'kept'>): number {
  return kept === undefined ? LOOK_SHARES.length : 1;
}

/** Whether measuring another block could change the answer. */
export function isOpen(
  { kind, lookCount }: ReleaseComparison,
  basis: Pick<ComparisonBasis, 'kept'>,
): boolean {
  return kind === 'undecided' && lookCount < blockCountMax(basis);
}
