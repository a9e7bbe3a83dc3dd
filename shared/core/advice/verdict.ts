import * as z from 'zod/mini';
import { InvariantError } from '../../errors.ts';
import { type Estimate, INTERVAL_DEVIATIONS, shownValue } from '../planner/estimate.ts';
import { type Improvement, isWorthwhile } from '../planner/improvement.ts';
import type { Objective } from '../planner/objective.ts';
import { CONFIRMING_WARM_COUNT } from '../planner/pick.ts';
import type { SizeClaims } from '../planner/size-claims.ts';
import type { PickedDecision, TierEstimate } from '../planner/tuning-decision.ts';
import { isPoorTrade } from './poor-trade.ts';
import { settlingRun, settlingSchema } from './settling.ts';
import { recommendableTiers, type ShownSize, shownPresent, shownSize } from './shown-size.ts';

/**
 * What to do.
 *
 * - `change`: the recommended size is better than the present one, or must replace it.
 * - `keep`: no size is worth a change.
 * - `undecided`: the measurements do not decide; nothing is applied.
 * - `impossible`: no size keeps the limit; nothing is applied.
 */
const VERDICT_KINDS = ['change', 'keep', 'undecided', 'impossible'] as const;

/**
 * Reasons for a verdict.
 *
 * - `better`: the gain is clear, and as large as requested.
 * - `presentTooSmall`, `presentRuledOut`: the present size does not work, or is not allowed.
 * - `best`: the present size is the pick.
 * - `gainTooSmall`: the pick gains less than requested.
 * - `tradeTooPoor`: the pick gives up far more speed, or money, than it gains.
 * - `fewSamples`: the pick has too few samples.
 * - `presentUnknown`: the present size could not be measured, so nothing can be compared.
 * - `noisy`: noise hides whether the pick is better than the present size.
 * - `fasterWithLess`: the pick was clearly faster than the present size, which is larger. More
 *   memory makes no function slower, so one of the two measurements was disturbed.
 * - `othersPossible`: the present size is the pick, but noise hides whether another one is better.
 * - `limitDoubtful`: the pick is as likely to break the limit as to keep it.
 * - `limit`: no size keeps the limit.
 */
const REASONS = [
  'better',
  'presentTooSmall',
  'presentRuledOut',
  'best',
  'gainTooSmall',
  'tradeTooPoor',
  'fewSamples',
  'presentUnknown',
  'noisy',
  'fasterWithLess',
  'othersPossible',
  'limitDoubtful',
  'limit',
] as const;

const CONFIDENCE_WORDS = ['high', 'likely', 'low'] as const;

/** Schema of a verdict without its sentence. */
export const verdictSchema = z.strictObject({
  kind: z.enum(VERDICT_KINDS),
  reason: z.enum(REASONS),
  /** Probability that the verdict is right, and the word for it. */
  confidence: z.strictObject({ word: z.enum(CONFIDENCE_WORDS), probability: z.number() }),
  /** The best size by the strategy; with `impossible`, the size nearest to the limit. */
  candidateMb: z.int(),
  /** A run that would settle the question; only with `undecided`. */
  settling: z.exactOptional(settlingSchema),
});

/** What the tuner decided about a run, without its sentence. */
export type Verdict = z.infer<typeof verdictSchema>;

/** Everything that a verdict depends on. */
export interface VerdictFacts {
  readonly decision: PickedDecision;
  readonly objective: Objective;
  /** The measured size that was chosen, MB. */
  readonly chosenMb: number;
  readonly improvementPercentMin: number;
  /** Whether the present size is known to be too small: it, or a larger size, failed. */
  readonly isPresentTooSmall: boolean;
  /** Whether the request or the account does not allow the present size. */
  readonly isPresentRuledOut: boolean;
  /** Whether the request limits the number of samples, directly or by a budget. */
  readonly isSamplingLimited: boolean;
  readonly payloadClassCount: number;
  /** Factor on every claim because of noise, 0 to 1; 1 without noise. */
  readonly credibility: number;
}

const HIGH_PROBABILITY = 0.9;
export const LIKELY_PROBABILITY = 0.7;

/** Below this probability, a claim is more likely wrong than right. */
const CLAIM_PROBABILITY_MIN = 0.5;

/** A larger gain that is worth another measurement if the expected one is too small, per cent. */
const LARGER_GAIN_PERCENT = 5;

/** Durations above the first multiple of the present one are slower; below the second, faster. */
const SLOWER_MIN = 1.05;
const FASTER_MAX = 0.9;

/** Largest loss at the lower end of the interval, as a share of the expected gain. */
const LOSS_SHARE_MAX = 0.1;

/** Up to this probability of a larger gain, a gain that is too small counts as settled. */
const LARGER_GAIN_PROBABILITY_MAX = 0.3;

/**
 * Decides what to do with the size that was chosen.
 *
 * @returns The verdict, and the size to use: the chosen one with `change`, otherwise the present
 *   one if it may stay.
 */
export function verdictOn(facts: VerdictFacts): { verdict: Verdict; recommended: ShownSize } {
  const tiers = recommendableTiers(facts.decision);
  const tier = tiers.find(({ powerValue }) => powerValue === facts.chosenMb) ?? tiers[0];
  if (tier === undefined) {
    throw new InvariantError('Cannot advise: a size that may be recommended must be measured');
  }
  const present = shownPresent(facts.decision);
  const chosen = shownSize(tier, tier.warmCount);
  const verdict = judge(facts, { tiers, tier, chosen, present });
  const isChange = verdict.kind === 'change' || present === undefined || !mayStay(facts);
  return { verdict, recommended: isChange ? chosen : present };
}

function mayStay({ isPresentTooSmall, isPresentRuledOut }: VerdictFacts): boolean {
  return !isPresentTooSmall && !isPresentRuledOut;
}

interface Sizes {
  readonly tiers: readonly TierEstimate[];
  readonly tier: TierEstimate;
  readonly chosen: ShownSize;
  readonly present: ShownSize | undefined;
}

function judge(facts: VerdictFacts, sizes: Sizes): Verdict {
  const verdict = impossible(facts, sizes) ?? replaced(facts, sizes) ?? compared(facts, sizes);
  const { tier, chosen, present } = sizes;
  const warmCount = Math.floor(tier.warmCount / facts.payloadClassCount);
  const isRecommended = verdict.kind === 'change' || verdict.reason === 'best';
  return isRecommended && warmCount < CONFIRMING_WARM_COUNT && !facts.isSamplingLimited
    ? {
        ...verdict,
        kind: 'undecided',
        reason: 'fewSamples',
        settling: settlingRun(
          present !== undefined && mayStay(facts) ? [chosen, present] : [chosen],
          undefined,
        ),
      }
    : verdict;
}

/** Returns `impossible` if every allowed size exceeds the limit with 95 % probability. */
function impossible({ decision, objective }: VerdictFacts, { tiers }: Sizes): Verdict | undefined {
  if (objective.kind !== 'limit') {
    return undefined;
  }
  const isAbove = ({ percentileMs }: PickedDecision['curve'][number]) =>
    (percentileMs?.low ?? 0) > objective.durationMsMax;
  if (!decision.curve.every(isAbove)) {
    return undefined;
  }
  const nearest = tiers.reduce((best, tier) =>
    (tier.percentileMs?.median ?? 0) < (best.percentileMs?.median ?? 0) ? tier : best,
  );
  const kept = nearest.claims?.probabilityPromiseKept ?? 0;
  return verdictOf('impossible', 'limit', nearest.powerValue, 1 - kept);
}

/** Returns the verdict if the present size cannot stay; otherwise `undefined`. */
function replaced(facts: VerdictFacts, { tier, chosen }: Sizes): Verdict | undefined {
  const { isPresentTooSmall, objective } = facts;
  if (mayStay(facts)) {
    return undefined;
  }
  const claim = claimOf(facts, tier.claims);
  const reason = isPresentTooSmall ? 'presentTooSmall' : 'presentRuledOut';
  return objective.kind === 'limit' && claim < CLAIM_PROBABILITY_MIN
    ? unsettled('limitDoubtful', [chosen], claim, undefined)
    : verdictOf('change', reason, chosen.memoryMb, claim);
}

/** Returns the verdict if the present size works and may stay. */
function compared(facts: VerdictFacts, sizes: Sizes): Verdict {
  const { objective, credibility, improvementPercentMin } = facts;
  const { tier, tiers, chosen, present } = sizes;
  const { improvement } = tier;
  const claim = claimOf(facts, tier.claims);
  if (objective.kind === 'limit' && claim < CLAIM_PROBABILITY_MIN) {
    return unsettled('limitDoubtful', [chosen], claim, improvement);
  }
  if (present === undefined && facts.decision.coldStarts) {
    return verdictOf('undecided', 'presentUnknown', chosen.memoryMb, claim);
  }
  if (improvement === undefined || present === undefined || present.memoryMb === chosen.memoryMb) {
    const rival = nearestRival(tiers, tier);
    return claim < CLAIM_PROBABILITY_MIN
      ? unsettled('othersPossible', [chosen, ...rival.sizes], claim, rival.improvement)
      : verdictOf('keep', 'best', chosen.memoryMb, claim);
  }
  const believed = {
    ...improvement,
    probability: credibility * improvement.probability,
    isPresentAllowed: true,
  };
  if (chosen.memoryMb < present.memoryMb && improvement.durationRatio.high < FASTER_MAX) {
    return unsettled('fasterWithLess', [chosen, present], believed.probability, improvement);
  }
  if (isPoorTrade(objective, chosen, present)) {
    const { durationRatio } = improvement;
    const probability = chanceAbove(
      durationRatio,
      durationRatio.median > 1 ? SLOWER_MIN : FASTER_MAX,
    );
    return verdictOf('keep', 'tradeTooPoor', chosen.memoryMb, credibility * probability);
  }
  const isClear =
    isWorthwhile(believed, improvementPercentMin) ||
    (credibility === 1 && hasLittleToLose(improvement.percent, improvementPercentMin));
  if (isClear) {
    const { probability } = believed;
    const isPromised = objective.kind === 'limit';
    return verdictOf(
      'change',
      'better',
      chosen.memoryMb,
      isPromised ? Math.min(claim, probability) : probability,
    );
  }
  const percentMin = Math.max(improvementPercentMin, LARGER_GAIN_PERCENT);
  const largerGain = chanceAbove(improvement.percent, percentMin);
  return improvement.percent.median < improvementPercentMin &&
    largerGain <= LARGER_GAIN_PROBABILITY_MAX
    ? verdictOf('keep', 'gainTooSmall', chosen.memoryMb, credibility * (1 - largerGain))
    : unsettled('noisy', [chosen, present], believed.probability, improvement);
}

/** Whether a change is large enough and loses next to nothing even in the unlucky case. */
function hasLittleToLose({ median, low }: Estimate, percentMin: number): boolean {
  return median >= percentMin && low >= -LOSS_SHARE_MAX * median;
}

/** Returns the best other size, from which the chosen one must be distinguished. */
function nearestRival(tiers: readonly TierEstimate[], chosen: TierEstimate) {
  const [rival] = tiers
    .filter(({ powerValue }) => powerValue !== chosen.powerValue)
    .toSorted((a, b) => (a.expectedRegret ?? 0) - (b.expectedRegret ?? 0));
  return {
    sizes: rival === undefined ? [] : [shownSize(rival, rival.warmCount)],
    improvement: rival?.improvement,
  };
}

function unsettled(
  reason: Verdict['reason'],
  sizes: readonly [ShownSize, ...ShownSize[]],
  probability: number,
  improvement: Improvement | undefined,
): Verdict {
  const gainPercent = improvement?.percent ?? { median: 0, low: 0, high: 0 };
  return {
    ...verdictOf('undecided', reason, sizes[0].memoryMb, probability),
    settling: settlingRun(sizes, gainPercent),
  };
}

/** The claim is that a limit is kept, or else that no other measured size is over 5 % better. */
function claimOf({ objective, credibility }: VerdictFacts, claims: SizeClaims | undefined): number {
  const claim =
    objective.kind === 'limit' ? claims?.probabilityPromiseKept : claims?.probabilityBestMeasured;
  return credibility * (claim ?? 0);
}

/** Probability that a quantity exceeds a threshold, assumed normal (logistic, within 1 %). */
function chanceAbove({ median, low, high }: Estimate, threshold: number): number {
  const deviation = Math.max((high - low) / INTERVAL_DEVIATIONS, 1e-9);
  return 1 / (1 + Math.exp((1.702 * (threshold - median)) / deviation));
}

function verdictOf(
  kind: Verdict['kind'],
  reason: Verdict['reason'],
  candidateMb: number,
  probability: number,
): Verdict {
  return { kind, reason, candidateMb, confidence: confidenceOf(probability) };
}

function confidenceOf(probability: number): Verdict['confidence'] {
  const word =
    probability >= HIGH_PROBABILITY ? 'high' : probability >= LIKELY_PROBABILITY ? 'likely' : 'low';
  return { word, probability: shownValue(probability) };
}
