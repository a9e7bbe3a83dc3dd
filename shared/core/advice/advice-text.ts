import { exactCountText } from '../count-text.ts';
import type { Tier } from '../measurement/tier.ts';
import { tierOutcomeText } from '../measurement/tier-outcome-text.ts';
import type { Objective } from '../planner/objective.ts';
import type { PickedDecision } from '../planner/tuning-decision.ts';
import {
  costChangeText,
  countText,
  durationEstimateText,
  percentText,
  probabilityText,
  usdEstimateText,
} from './figure-text.ts';
import { isPoorTrade } from './poor-trade.ts';
import { type ShownSize, shownSize } from './shown-size.ts';
import { type FlatRegion, percentMore, type SizePicks } from './size-picks.ts';
import { bestBy, costOf, durationOf, type SizeScore } from './size-score.ts';
import { LIKELY_PROBABILITY, type Verdict } from './verdict.ts';
import { tradeText } from './verdict-text.ts';

/** Facts for the sentences. */
export interface SentenceFacts {
  readonly verdict: Verdict;
  readonly objective: Objective;
  readonly picks: SizePicks;
  /** The best size by the strategy. */
  readonly candidate: ShownSize;
  readonly measured: readonly ShownSize[];
  readonly flatRegion: FlatRegion;
  readonly score: SizeScore;
  readonly decision: PickedDecision;
  readonly tiers: readonly Tier[];
}

/** Least share of the score by which a size counts as better than another one. */
const BETTER_MIN = 0.005;

/** Claims with a lower probability are reported as doubtful. */
const DOUBTFUL_PROBABILITY = 0.9;

/**
 * A size that was not measured is mentioned if its score would be at most this share of the
 * recommended one's.
 */
const UNMEASURED_SCORE_MAX = 0.9;

/** A near miss is mentioned if it takes at most this share of the time. */
const NEAR_MISS_DURATION_MAX = 0.8;

/** Most sizes that are listed one by one; more are shown as a range. */
const LISTED_COUNT_MAX = 4;

/** Returns the sentences that follow the verdict. */
export function adviceSentences(facts: SentenceFacts): readonly string[] {
  return [
    figures(facts),
    rating(facts),
    betterOne(facts),
    nearMiss(facts),
    unmeasured(facts),
    flat(facts),
    fasterOne(facts),
    exclusions(facts.tiers),
  ].filter((sentence) => sentence !== undefined);
}

function figures({ picks: { recommended }, objective }: SentenceFacts): string {
  const { percentileMs } = recommended;
  const percentile =
    objective.kind === 'limit' && percentileMs
      ? `, p${objective.percentile} ${durationEstimateText(percentileMs)},`
      : '';
  return figuresText(recommended, percentile);
}

/**
 * States what a size takes and costs, in one sentence.
 *
 * @param percentile Text on the slow invocations, inserted after the duration; empty without a
 *   limit.
 */
export function figuresText(
  { memoryMb, coldSampleCount, durationMs, costUsdPerMillion }: Omit<ShownSize, 'warmSampleCount'>,
  percentile = '',
): string {
  if (coldSampleCount !== undefined) {
    return `At ${memoryMb} MB a cold start takes ${durationEstimateText(durationMs)}${percentile} and a million cost ${usdEstimateText(costUsdPerMillion)} (with 90 % intervals).`;
  }
  return `${memoryMb} MB takes ${durationEstimateText(durationMs)}${percentile} and costs ${usdEstimateText(costUsdPerMillion)} per million (with 90 % intervals).`;
}

/**
 * Says what the recommended size is by the strategy, unless the verdict has said so or another size
 * looks better.
 */
function rating(facts: SentenceFacts): string | undefined {
  const { verdict, objective, measured, candidate, picks } = facts;
  const isRated =
    (verdict.kind === 'change' || (verdict.reason === 'best' && objective.kind !== 'value')) &&
    candidate.memoryMb === picks.recommended.memoryMb &&
    Number.isFinite(facts.score(candidate));
  return isRated && measured.length > 1 && betterSize(facts) === undefined
    ? `Of ${countText(measured.length, 'measured size')} it is ${objectiveText(objective)}.`
    : undefined;
}

/** Describes the size that a strategy asks for. */
function objectiveText(objective: Objective): string {
  switch (objective.kind) {
    case 'cost':
      return 'the cheapest';
    case 'speed':
      return 'the fastest';
    case 'balanced':
      return 'the best balance of cost and speed';
    case 'value':
      return `the fastest that costs at most ${objective.costTolerancePercent} % more than the cheapest`;
    case 'tolerance':
      return `the fastest that is expected to cost at most ${objective.costTolerancePercent} % more than the cheapest`;
    case 'limit':
      return `the cheapest that keeps p${objective.percentile} under ${objective.durationMsMax} ms`;
  }
}

/** Returns a measured size that looks better by the objective; `undefined` if there is none. */
function betterSize({ picks, measured, score }: SentenceFacts): ShownSize | undefined {
  const best = bestBy(measured, score);
  return best && score(best) < score(picks.recommended) * (1 - BETTER_MIN) ? best : undefined;
}

/** Names such a size and why it is not recommended, unless the verdict does so already. */
function betterOne(facts: SentenceFacts): string | undefined {
  const { verdict, picks, objective, decision } = facts;
  const best = betterSize(facts);
  const isTold = verdict.kind !== 'change' && best?.memoryMb === verdict.candidateMb;
  if (best === undefined || isTold || verdict.kind === 'impossible') {
    return undefined;
  }
  const claims = decision.tiers.find(({ powerValue }) => powerValue === best.memoryMb)?.claims;
  const isPromise = objective.kind === 'limit' || objective.kind === 'tolerance';
  const kept = claims?.probabilityPromiseKept ?? 1;
  const trade = `${best.memoryMb} MB is ${tradeText(best, picks.recommended)}`;
  if (isPoorTrade(objective, best, picks.recommended)) {
    return `${trade}: a poor trade.`;
  }
  if (objective.kind === 'value' && Number.isFinite(facts.score(picks.recommended))) {
    return `${trade}, at the edge of the ${objective.costTolerancePercent} % allowed.`;
  }
  return isPromise && kept < DOUBTFUL_PROBABILITY
    ? `${trade}, but keeps the ${objective.kind} with a probability of ${probabilityText(kept)} only.`
    : `${trade}, but that may be noise.`;
}

/** Names a much faster size just above the tolerance of `value`, and how to get it. */
function nearMiss({ objective, measured, picks: { recommended } }: SentenceFacts) {
  if (objective.kind !== 'value') {
    return undefined;
  }
  const allowedPercent = objective.costTolerancePercent;
  const cheapest = Math.min(...measured.map(costOf));
  const missing = measured.filter((size) => {
    const percent = percentMore(costOf(size), cheapest);
    const isFaster = durationOf(size) <= NEAR_MISS_DURATION_MAX * durationOf(recommended);
    return percent > allowedPercent && percent <= 2 * allowedPercent && isFaster;
  });
  const best = bestBy(missing, durationOf);
  return best === undefined
    ? undefined
    : `${best.memoryMb} MB (${tradeText(best, recommended)}) is ${percentText(percentMore(costOf(best), cheapest))} above the cheapest, just beyond the ${allowedPercent} % allowed: "strategy": "value" with "costTolerancePercent": ${2 * allowedPercent} takes it.`;
}

/** Says what the fitted curve expects of sizes that were not measured. */
function unmeasured({
  verdict,
  objective,
  decision,
  picks,
  measured,
  score,
}: SentenceFacts): string | undefined {
  const isAdvised = verdict.kind === 'change' || verdict.kind === 'keep';
  const isUntold =
    objective.kind === 'limit' ||
    measured.length === 1 ||
    hasSteps(decision) ||
    decision.coldStarts === true;
  if (!isAdvised || isUntold) {
    return undefined;
  }
  const { recommended } = picks;
  const { memoryMb } = recommended;
  const best = bestBy(
    decision.curve.map((size) => shownSize(size, 0)),
    score,
  );
  const isBetter =
    best !== undefined &&
    !measured.some((size) => size.memoryMb === best.memoryMb) &&
    score(best) < UNMEASURED_SCORE_MAX * score(recommended) &&
    !isPoorTrade(objective, best, recommended);
  if (isBetter) {
    return `By the fitted curve ${best.memoryMb} MB would be ${tradeText(best, recommended)}, but it was not measured: see with "powerValues": [${memoryMb}, ${best.memoryMb}].`;
  }
  const claims =
    decision.tiers.find(({ powerValue }) => powerValue === memoryMb)?.claims ??
    decision.present?.claims;
  const probability = claims?.probabilityRegretUnder5Percent ?? 0;
  return probability < LIKELY_PROBABILITY
    ? undefined
    : `No size, measured or not, is more than 5 % better (${probabilityText(probability)}).`;
}

/**
 * Whether the function has steps, so that the fitted curve is not valid between measured sizes; a
 * warning says so.
 */
function hasSteps({ warnings }: PickedDecision): boolean {
  return warnings.some(({ kind }) => kind === 'quantisedBursts');
}

function flat({
  flatRegion: { minMb, maxMb, withinPercent },
  verdict,
  decision,
}: SentenceFacts): string | undefined {
  const isTold = verdict.kind === 'change' || verdict.kind === 'keep';
  return isTold && minMb < maxMb && !hasSteps(decision)
    ? `Any size from ${minMb} to ${maxMb} MB is at most ${withinPercent} % worse.`
    : undefined;
}

/** Names a measured size that is faster than the fastest pick, and what it costs. */
function fasterOne(facts: SentenceFacts): string | undefined {
  const { measured, picks } = facts;
  const { fastest } = picks;
  const best = bestBy(measured, durationOf);
  if (best === undefined || best === betterSize(facts)) {
    return undefined;
  }
  const fasterPercent = -percentMore(durationOf(best), durationOf(fastest));
  const cost = costChangeText(percentMore(costOf(best), costOf(fastest)));
  return fasterPercent > 100 * BETTER_MIN
    ? `${best.memoryMb} MB is another ${percentText(fasterPercent)} faster than ${fastest.memoryMb} MB, but ${cost}.`
    : undefined;
}

/** Lists the sizes that did not work, grouped by what happened there. */
function exclusions(tiers: readonly Tier[]): string | undefined {
  const failed = Map.groupBy(
    tiers.filter(({ outcome }) => outcome.kind !== 'measured'),
    ({ outcome }) => tierOutcomeText(outcome),
  );
  const groups = [...failed].map(
    ([reason, group]) => `${sizesText(group.map(({ powerValue }) => powerValue))} (${reason})`,
  );
  return groups.length === 0 ? undefined : `Not possible: ${groups.join('; ')}.`;
}

function sizesText(sizes: readonly number[]): string {
  return sizes.length > LISTED_COUNT_MAX
    ? `${exactCountText(sizes.length, 'size')} from ${Math.min(...sizes)} to ${Math.max(...sizes)} MB`
    : `${sizes.join(', ')} MB`;
}
