import * as z from 'zod/mini';
import { type Architecture, architectureSchema } from '../architecture.ts';
import type { Tier } from '../measurement/tier.ts';
import { invocationCount } from '../measurement/tier-figures.ts';
import { tierOutcomeText } from '../measurement/tier-outcome-text.ts';
import {
  type ArchitectureComparison,
  type ArchitectureSize,
  compareArchitectures,
} from '../planner/architecture-comparison.ts';
import { estimateSchema, shownEstimate, shownValue } from '../planner/estimate.ts';
import { isWorthwhile } from '../planner/improvement.ts';
import type { TuningState } from '../planner/tuning-state.ts';
import type { MonthlyRate } from '../production/production-picture.ts';
import { probabilityText } from './figure-text.ts';
import { shownSize, shownSizeSchema } from './shown-size.ts';
import { percentMore } from './size-picks.ts';
import { costOf, durationOf } from './size-score.ts';
import { changesText } from './verdict-text.ts';

/** Schema of one architecture at its best size. */
const architectureSizeSchema = z.strictObject({
  // Architectures are only compared by warm invocations.
  ...z.omit(shownSizeSchema, { coldSampleCount: true }).shape,
  architecture: architectureSchema,
  /** Absent if the rate is not known. */
  costUsdPerMonth: z.exactOptional(z.number()),
});

/**
 * Advice on the other architecture, with the comparison that it rests on.
 *
 * - `move`: it is better, as clearly and by as much as a change of size has to be.
 * - `stay`: it is no better, or better by less than requested.
 * - `undecided`: the measurements do not decide.
 */
const comparedSchema = z.strictObject({
  kind: z.enum(['move', 'stay', 'undecided']),
  /** The function's own architecture, at the size to use. */
  present: architectureSizeSchema,
  /** The other architecture, at its best measured size. */
  other: architectureSizeSchema,
  /** Improvement of the strategy's score on the other architecture, per cent; negative is worse. */
  percent: estimateSchema,
  /** Probability that the other architecture is better by the strategy. */
  probability: z.number(),
  /** Cost on the other architecture compared with the present one; negative is cheaper. */
  costPercent: z.number(),
  /** Duration, in the same way; negative is faster. */
  durationPercent: z.number(),
  /** Invocations on the other architecture, failed ones included; part of the run's count. */
  invocationCount: z.int(),
  text: z.string(),
});

/** Advice on the other architecture; `unmeasured` says why there is nothing to compare. */
export const architectureAdviceSchema = z.discriminatedUnion('kind', [
  comparedSchema,
  z.strictObject({
    kind: z.literal('unmeasured'),
    architecture: architectureSchema,
    text: z.string(),
  }),
]);

/** Advice on moving to the other architecture. */
export type ArchitectureAdvice = z.infer<typeof architectureAdviceSchema>;

/** Advice that rests on measurements of both architectures. */
export type ComparedArchitectures = z.infer<typeof comparedSchema>;

/** Everything that advice on the architecture depends on. */
export interface ArchitectureFacts {
  /** The function on its own architecture, and on the other one. */
  readonly own: TuningState;
  readonly other: TuningState;
  /** The size to use on the function's own architecture, MB. */
  readonly recommendedMb: number;
  /** Smallest gain for which a change is worth it, per cent. */
  readonly improvementPercentMin: number;
  readonly monthlyRate?: MonthlyRate | undefined;
}

/** Probability of an improvement below which the other architecture is not worth another look. */
const UNLIKELY_PROBABILITY = 0.2;

/** Decides from the measurements on both whether a move to the other architecture is worth it. */
export function architectureAdvice(facts: ArchitectureFacts): ArchitectureAdvice {
  const { own, other, recommendedMb, monthlyRate } = facts;
  const { architecture } = other;
  const comparison = compareArchitectures(own, other, { ownMb: recommendedMb });
  if (comparison === undefined || comparison.other.warmCount === 0) {
    return {
      kind: 'unmeasured',
      architecture,
      text: `${architecture} could not be compared: ${failureText(other.tiers, architecture)}`,
    };
  }
  const { percent, probability } = comparison;
  const { improvementPercentMin: percentMin } = facts;
  const kind = kindOf(comparison, percentMin);
  const present = shownArchitecture(comparison.own, monthlyRate);
  const shown = shownArchitecture(comparison.other, monthlyRate);
  const changes = {
    costPercent: shownValue(percentMore(costOf(shown), costOf(present))),
    durationPercent: shownValue(percentMore(durationOf(shown), durationOf(present))),
  };
  const conclusion = conclusionText(kind, { architecture, probability, percentMin });
  return {
    kind,
    present,
    other: shown,
    percent: shownEstimate(percent),
    probability: shownValue(probability),
    ...changes,
    invocationCount: invocationCount(other.tiers),
    text: `${architecture} at ${shown.memoryMb} MB against ${own.architecture} at ${present.memoryMb} MB: ${changesText(changes)}. ${conclusion}${assumedText(facts)}`,
  };
}

function kindOf(
  { percent, probability }: ArchitectureComparison,
  percentMin: number,
): ComparedArchitectures['kind'] {
  if (isWorthwhile({ percent, probability, isPresentAllowed: true }, percentMin)) return 'move';
  const isGainTooSmall = probability > 1 - UNLIKELY_PROBABILITY;
  return probability < UNLIKELY_PROBABILITY || isGainTooSmall ? 'stay' : 'undecided';
}

function conclusionText(
  kind: ComparedArchitectures['kind'],
  {
    architecture,
    probability,
    percentMin,
  }: {
    readonly architecture: Architecture;
    readonly probability: number;
    readonly percentMin: number;
  },
): string {
  switch (kind) {
    case 'move':
      return `That is better by the strategy (probability ${probabilityText(probability)}): move to ${architecture}`;
    case 'stay':
      return probability > 1 - UNLIKELY_PROBABILITY
        ? `That gains less than the ${percentMin} % that a change must bring: no reason to move`
        : `That is worse by the strategy (probability ${probabilityText(1 - probability)}): no reason to move`;
    case 'undecided':
      return `That is better by the strategy with a probability of ${probabilityText(probability)}: too little to advise a move`;
  }
}

function assumedText({ own, other }: ArchitectureFacts): string {
  const assumed = [own, other].filter(({ price }) => !price.isPublished);
  return assumed.length === 0
    ? ''
    : `; the price of ${assumed.map(({ architecture }) => architecture).join(' and ')} in this region is assumed`;
}

function failureText(tiers: readonly Tier[], architecture: Architecture): string {
  const tried = tiers.filter((tier) => tier.architecture === architecture);
  const [failed] = tried.filter(({ outcome }) => outcome.kind !== 'measured');
  if (failed === undefined) {
    return tried.length === 0
      ? 'nothing was measured there'
      : 'no warm invocation was measured there';
  }
  const { outcome } = failed;
  const message = outcome.kind === 'measured' ? '' : `: ${outcome.message}`;
  return `at ${failed.powerValue} MB: ${tierOutcomeText(outcome)}${message}`;
}

function shownArchitecture(size: ArchitectureSize, rate: MonthlyRate | undefined) {
  const shown = shownSize(size, size.warmCount);
  return {
    ...shown,
    architecture: size.architecture,
    ...(rate && {
      costUsdPerMonth: shownValue(
        (shown.costUsdPerMillion.median / 1e6) * rate.invocationsPerMonth,
      ),
    }),
  };
}
