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
 * - `change`: the recommended size is better than the present one, or has to replace it.
 * - `keep`: no size is worth a change.
 * - `undecided`: the measurements do not tell; nothing is applied.
 * - `impossible`: no size keeps the limit; nothing is applied.
 */
const VERDICT_KINDS = ['change', 'keep', 'undecided', 'impossible'] as const;

/**
 * - `better`: the gain is clear, and as large as was asked for.
 * - `presentTooSmall`, `presentRuledOut`: the present size does not work, or is not an allowed one.
 * - `best`: the present size is the pick.
 * - `gainTooSmall`: the pick gains less than was asked for.
 * - `tradeTooPoor`: the pick gives up far more speed, or money, than it gains.
 * - `fewSamples`: the pick has too few samples.
 * - `presentUnknown`: the present size could not be measured, so that there is nothing to compare with.
 * - `noisy`: the pick cannot be told from the present size.
 * - `fasterWithLess`: the pick was clearly faster than the present size, which is larger: no function
 *   is faster with less memory, so one of both was disturbed.
 * - `othersPossible`: the present size is the pick, but cannot be told from another measured size.
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

/** What is decided of a run, before it is put into words. */
export const verdictSchema = z.strictObject({
  kind: z.enum(VERDICT_KINDS),
  reason: z.enum(REASONS),
  /** How likely it is that the verdict is right, and the word for it. */
  confidence: z.strictObject({ word: z.enum(CONFIDENCE_WORDS), probability: z.number() }),
  /** The best size by the strategy; with `impossible`, the nearest to the limit. */
  candidateMb: z.int(),
  /** What would settle it; only with `undecided`. */
  settling: z.exactOptional(settlingSchema),
});

/** What is decided of a run, before it is put into words. */
export type Verdict = z.infer<typeof verdictSchema>;

/** What a verdict depends on. */
export interface VerdictFacts {
  readonly decision: PickedDecision;
  readonly objective: Objective;
  /** The measured size that was chosen, MB. */
  readonly chosenMb: number;
  readonly improvementPercentMin: number;
  /** Whether the present size, or a larger one, is known to be too small. */
  readonly isPresentTooSmall: boolean;
  /** Whether the request, or the account, leaves the present size out. */
  readonly isPresentRuledOut: boolean;
  /** Whether the request itself keeps samples few, by their number or by a budget. */
  readonly isSamplingLimited: boolean;
  readonly payloadClassCount: number;
  /** What noise leaves of a claim, 0 to 1. */
  readonly credibility: number;
}

const HIGH_PROBABILITY = 0.9;
export const LIKELY_PROBABILITY = 0.7;

/** Below this, a claim is as likely wrong as right. */
const CLAIM_PROBABILITY_MIN = 0.5;

/** A larger gain than this is worth a second look where the expected one is too small, per cent. */
const LARGER_GAIN_PERCENT = 5;

/** Duration by the present one from which a cheaper size is slower, and a dearer one hardly faster. */
const SLOWER_MIN = 1.05;
const FASTER_MAX = 0.9;

/** Largest loss at the lower end of the interval, as a share of the gain. */
const LOSS_SHARE_MAX = 0.1;

/** How likely a larger gain may be where the gain itself is too small. */
const LARGER_GAIN_PROBABILITY_MAX = 0.3;

/**
 * Decides what to do with the size that was chosen.
 *
 * @returns The verdict, and the size to use: the chosen one on `change`, otherwise the present one
 *   if it may stay.
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

/** Every allowed size, measured or not, is above the limit with 95 % probability. */
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

/** The verdict where the present size cannot stay. */
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

/** The verdict where the present size works and may stay. */
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

/** A gain that loses next to nothing even if it turns out badly. */
function hasLittleToLose({ median, low }: Estimate, percentMin: number): boolean {
  return median >= percentMin && low >= -LOSS_SHARE_MAX * median;
}

/** The best other size: what the chosen one would have to be told from. */
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

/** Of a limit, that it is kept; otherwise, that no other measured size is more than 5 % better. */
function claimOf({ objective, credibility }: VerdictFacts, claims: SizeClaims | undefined): number {
  const claim =
    objective.kind === 'limit' ? claims?.probabilityPromiseKept : claims?.probabilityBestMeasured;
  return credibility * (claim ?? 0);
}

/** Probability that a quantity exceeds a threshold, taken as normal (logistic within 1 %). */
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
