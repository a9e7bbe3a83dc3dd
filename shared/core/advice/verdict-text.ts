import type { Objective } from '../planner/objective.ts';
import {
  costChangeText,
  durationChangeText,
  durationText,
  percentText,
  probabilityText,
} from './figure-text.ts';
import { type ShownSize, samplesText } from './shown-size.ts';
import { percentMore } from './size-picks.ts';
import { costOf, durationOf } from './size-score.ts';
import type { Verdict } from './verdict.ts';

/** Facts for the sentence of a verdict. */
export interface VerdictTextFacts {
  readonly verdict: Verdict;
  readonly objective: Objective;
  /** The best size by the strategy; with `impossible`, the size nearest to the limit. */
  readonly candidate: ShownSize;
  readonly presentMb: number;
  /** Absent if the present size is not known or does not work. */
  readonly present: ShownSize | undefined;
  readonly improvementPercentMin: number;
  /** How the present size failed, such as `out of memory`; `undefined` if it did not. */
  readonly presentFailure: string | undefined;
  /** Whether this is the only measured size that may be recommended. */
  readonly isOnlySize: boolean;
}

const CONFIDENCE_TEXT = {
  high: 'high confidence',
  likely: 'likely',
  low: 'low confidence',
} as const;

/** Puts the verdict and its confidence into one sentence. */
export function verdictText(facts: VerdictTextFacts): string {
  const { kind, confidence } = facts.verdict;
  // A verdict on cold starts says so: it does not hold for warm invocations, which are the majority.
  const scope = facts.candidate.coldSampleCount === undefined ? '' : ' for cold starts';
  const sure = `${CONFIDENCE_TEXT[confidence.word]}, ${probabilityText(confidence.probability)}`;
  switch (kind) {
    case 'change':
      return `Change from ${facts.presentMb} to ${facts.candidate.memoryMb} MB${scope}: ${changeReason(facts)} (${sure}).`;
    case 'keep':
      return facts.isOnlySize
        ? `Keep ${facts.presentMb} MB${scope}: it is the only size that was measured.`
        : `Keep ${facts.presentMb} MB${scope}: ${keepReason(facts)} (${sure}).`;
    case 'undecided':
      return `Undecided${scope}: ${openQuestion(facts)}.`;
    case 'impossible':
      return `Impossible${scope}: ${limitReason(facts)} (${sure}).`;
  }
}

/** Compares cost and duration of a size with another one: `34 % cheaper, same duration`. */
export function tradeText(size: ShownSize, than: ShownSize): string {
  return changesText({
    costPercent: percentMore(costOf(size), costOf(than)),
    durationPercent: percentMore(durationOf(size), durationOf(than)),
  });
}

/** Puts a change of cost and duration into words; negative is less. */
export function changesText({
  costPercent,
  durationPercent,
}: {
  readonly costPercent: number;
  readonly durationPercent: number;
}): string {
  return `${costChangeText(costPercent)}, ${durationChangeText(durationPercent)}`;
}

function changeReason(facts: VerdictTextFacts): string {
  const { verdict, candidate, present, presentMb, presentFailure } = facts;
  const trade = present === undefined ? '' : tradeText(candidate, present);
  switch (verdict.reason) {
    case 'presentTooSmall':
      return `${presentMb} MB is too small (${presentFailure ?? 'it failed'})`;
    case 'presentRuledOut':
      return `${presentMb} MB is not an allowed size${trade && `; ${trade}`}`;
    default:
      return brokenLimitText(facts) ?? trade;
  }
}

/** Says that the change restores the limit; `undefined` if the present size keeps it. */
function brokenLimitText({ objective, candidate, present }: VerdictTextFacts): string | undefined {
  const [before, after] = [present?.percentileMs?.median, candidate.percentileMs?.median];
  if (objective.kind !== 'limit' || before === undefined || after === undefined || !present) {
    return undefined;
  }
  const cost = costChangeText(percentMore(costOf(candidate), costOf(present)));
  return before <= objective.durationMsMax
    ? undefined
    : `p${objective.percentile} falls from ${durationText(before)} to ${durationText(after)}, under the limit of ${objective.durationMsMax} ms; ${cost}`;
}

function keepReason(facts: VerdictTextFacts): string {
  const { verdict, objective, candidate, present, improvementPercentMin } = facts;
  const trade = present === undefined ? '' : tradeText(candidate, present);
  switch (verdict.reason) {
    case 'gainTooSmall':
      return objective.kind !== 'cost' && objective.kind !== 'speed'
        ? `${candidate.memoryMb} MB is not better on balance: ${trade}`
        : `${candidate.memoryMb} MB would not be ${percentText(improvementPercentMin)} ${objective.kind === 'cost' ? 'cheaper' : 'faster'}: ${trade}`;
    case 'tradeTooPoor':
      return `${candidate.memoryMb} MB would be a poor trade: ${trade}`;
    default:
      return objective.kind === 'value'
        ? `no faster measured size costs at most ${objective.costTolerancePercent} % more than the cheapest`
        : 'no other measured size is more than 5 % better';
  }
}

function openQuestion(facts: VerdictTextFacts): string {
  const { verdict, candidate, present, presentMb, objective } = facts;
  const { probability } = verdict.confidence;
  switch (verdict.reason) {
    case 'fewSamples':
      return `${candidate.memoryMb} MB looks best, but has only ${samplesText(candidate)}`;
    case 'presentUnknown':
      return `${candidate.memoryMb} MB looks best, but ${presentMb} MB, the present size, could not be measured`;
    case 'fasterWithLess':
      return `${candidate.memoryMb} MB was ${present ? durationChangeText(percentMore(durationOf(candidate), durationOf(present))) : 'faster'} than ${presentMb} MB, which less memory cannot cause: one of the two measurements was disturbed`;
    case 'othersPossible':
      return `${candidate.memoryMb} MB looks best, but noise hides whether another size is better (${probabilityText(1 - probability)})`;
    case 'limitDoubtful':
      return `${candidate.memoryMb} MB is the best hope to ${limitText(objective)}, with a probability of ${probabilityText(probability)}`;
    default:
      return `${candidate.memoryMb} MB may be better than ${presentMb} MB (${present ? `${tradeText(candidate, present)}; ` : ''}probability ${probabilityText(probability)}), but it is too noisy to tell`;
  }
}

function limitReason({ objective, candidate }: VerdictTextFacts): string {
  const { percentileMs } = candidate;
  const at = percentileMs === undefined ? '' : ` at ${durationText(percentileMs.median)}`;
  return `no size can ${limitText(objective)}; ${candidate.memoryMb} MB comes nearest${at}`;
}

/** Phrases the limit as an infinitive: `keep p95 under 200 ms`. */
function limitText(objective: Objective): string {
  return objective.kind === 'limit'
    ? `keep p${objective.percentile} under ${objective.durationMsMax} ms`
    : 'keep the limit';
}
