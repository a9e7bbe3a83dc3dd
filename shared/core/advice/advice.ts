import * as z from 'zod/mini';
import type { Tier } from '../measurement/tier.ts';
import { tierOutcomeText } from '../measurement/tier-outcome-text.ts';
import { failureAtOrAbove } from '../planner/failed-bracket.ts';
import type { Objective } from '../planner/objective.ts';
import { CONFIRMING_WARM_COUNT } from '../planner/pick.ts';
import type { PickedDecision } from '../planner/tuning-decision.ts';
import type { MonthlyRate, ProductionPicture } from '../production/production-picture.ts';
import { adviceSentences } from './advice-text.ts';
import { adviceWarnings } from './advice-warnings.ts';
import type { FunctionSetting } from './beside-facts.ts';
import { besideMemory, besideMemorySchema } from './beside-memory.ts';
import { candidatesMb } from './candidates.ts';
import type { Drift } from './drift.ts';
import { monthlyOutlook, outlookSchema } from './monthly-outlook.ts';
import { credibilityFor, measurementNoise, type Noise } from './noise.ts';
import { isPoorTrade } from './poor-trade.ts';
import {
  recommendableTiers,
  type ShownSize,
  sampleCountOf,
  shownPresent,
  shownSize,
} from './shown-size.ts';
import { flatRegion, flatRegionSchema, sizePicks, sizePicksSchema } from './size-picks.ts';
import { sizeScore } from './size-score.ts';
import { verdictOn, verdictSchema } from './verdict.ts';
import { verdictText } from './verdict-text.ts';

/** Schema of a run's advice. Every figure is an estimate that is also in `decision.evidence`. */
export const adviceSchema = z.strictObject({
  verdict: z.strictObject({
    ...verdictSchema.shape,
    /** The verdict in one sentence. */
    text: z.string(),
  }),
  picks: sizePicksSchema,
  /** The sizes around the recommended one that are nearly as good. */
  flatRegion: flatRegionSchema,
  /** Monthly cost; absent if the rate is not known. */
  outlook: z.exactOptional(outlookSchema),
  /** Reasons for uncertainty and other things to look at, each with what to do. */
  warnings: z.readonly(z.array(z.string())),
  /** Advice beside the memory size, by fixed rules. */
  besideMemory: z.readonly(z.array(besideMemorySchema)),
});

/** A run's advice. */
type Advice = z.infer<typeof adviceSchema>;

/** A run's advice with the sentences that explain it if no model writes them. */
export interface ExplainedAdvice {
  readonly advice: Advice;
  /** The explanation, without the sentence of the verdict. */
  readonly sentences: readonly string[];
}

/** Everything that the advice depends on. */
export interface AdviceFacts {
  readonly decision: PickedDecision;
  readonly objective: Objective;
  /** The candidate that a model chose, MB; absent if the rules choose. */
  readonly chosenMb?: number;
  readonly presentMb: number;
  /** Smallest gain for which a change is worth it, per cent. */
  readonly improvementPercentMin: number;
  /** Whether the request limits the number of samples, directly or by a budget. */
  readonly isSamplingLimited: boolean;
  readonly payloadClassCount: number;
  readonly tiers: readonly Tier[];
  readonly production: ProductionPicture;
  readonly setting: FunctionSetting;
  /** Changes since an earlier run that no release of the function explains. */
  readonly drift: Drift;
  /** The CloudFormation stack that created the function; absent if none did. */
  readonly stackName?: string;
  /** Absent if neither the request nor production gives a rate. */
  readonly monthlyRate?: MonthlyRate;
  /** Whether the run also measures the other architecture. */
  readonly isOtherMeasured?: boolean;
}

/**
 * Turns the measurements into advice.
 *
 * @throws {InvariantError} If no measured size may be recommended.
 */
export function adviseOn(facts: AdviceFacts): ExplainedAdvice {
  const { decision, objective, presentMb, monthlyRate, tiers } = facts;
  const presentFailure = tooSmallText(presentMb, tiers);
  const measured = recommendableTiers(decision).map((tier) => shownSize(tier, tier.warmCount));
  const { verdict, recommended, noises } = judged(facts, measured, presentFailure);
  const present = presentFailure === undefined ? shownPresent(decision) : undefined;
  const candidate =
    measured.find(({ memoryMb }) => memoryMb === verdict.candidateMb) ?? recommended;
  const score = sizeScore(objective, measured);
  const picks = sizePicks(measured, recommended, {
    present,
    invocationsPerMonth: monthlyRate?.invocationsPerMonth,
  });
  // For cold starts, nothing is known between the measured sizes.
  const curve = decision.coldStarts ? [] : decision.curve.map((size) => shownSize(size, 0));
  const isOnlySize = measured.length === 1;
  const shown = {
    ...facts,
    verdict,
    candidate,
    present,
    presentFailure,
    measured,
    picks,
    isOnlySize,
  };
  const outlook = monthlyRate && monthlyOutlook(monthlyRate, recommended, present);
  const advice = {
    verdict: { ...verdict, text: verdictText(shown) },
    picks,
    flatRegion: flatRegion(curve, recommended, score),
    ...(outlook && { outlook }),
    warnings: adviceWarnings({ ...facts, timeoutSeconds: facts.setting.timeoutSeconds, noises }),
    // Advice beside memory concerns all invocations, most of which are warm; a run of cold starts gives
    // none.
    besideMemory: decision.coldStarts ? [] : besideMemory({ ...facts, recommended, present }),
  };
  return {
    advice,
    sentences: adviceSentences({ ...shown, flatRegion: advice.flatRegion, score }),
  };
}

interface Judged extends ReturnType<typeof verdictOn> {
  readonly noises: readonly Noise[];
}

/** Returns the verdict on the chosen size, or on the size that the rules choose. */
function judged(
  facts: AdviceFacts,
  measured: readonly ShownSize[],
  presentFailure: string | undefined,
): Judged {
  const { decision, chosenMb, presentMb, tiers, production } = facts;
  const disturbed = measurementNoise(tiers, production);
  const judge = (memoryMb: number): Judged => {
    const noises = [...disturbed, ...fewSamples(measured, memoryMb, facts)];
    const verdict = verdictOn({
      ...facts,
      chosenMb: memoryMb,
      isPresentTooSmall: presentFailure !== undefined,
      isPresentRuledOut: decision.present?.claims === undefined && !hasFailedAt(presentMb, tiers),
      credibility: credibilityFor(noises),
    });
    return { ...verdict, noises };
  };
  return chosenMb === undefined ? rulesVerdict(facts, measured, judge) : judge(chosenMb);
}

/**
 * Lets the rules choose: the planner's pick, unless a tied size is the better trade (not with
 * `value`, where that size would exceed the tolerance). If the choice turns out noisy or a poor
 * trade, takes the best size that is clearly better than the present one instead, if there is one.
 */
function rulesVerdict(
  { decision, objective, presentMb }: AdviceFacts,
  measured: readonly ShownSize[],
  judge: (memoryMb: number) => Judged,
): Judged {
  const pick = measured.find(({ memoryMb }) => memoryMb === decision.pick);
  const tied = candidatesMb(decision);
  const byRegret = decision.tiers
    .toSorted((a, b) => (a.expectedRegret ?? 0) - (b.expectedRegret ?? 0))
    .flatMap(({ powerValue }) => measured.find(({ memoryMb }) => memoryMb === powerValue) ?? []);
  const wiser = byRegret.find(
    (size) =>
      pick &&
      pick.memoryMb !== presentMb &&
      objective.kind !== 'value' &&
      tied.includes(size.memoryMb) &&
      isPoorTrade(objective, pick, size),
  );
  const first = judge((wiser ?? pick)?.memoryMb ?? decision.pick);
  return first.verdict.reason === 'noisy' || first.verdict.reason === 'tradeTooPoor'
    ? (byRegret
        .map(({ memoryMb }) => judge(memoryMb))
        .find(({ verdict }) => verdict.reason === 'better') ?? first)
    : first;
}

/** Returns how the present size, or a larger one, failed; `undefined` if neither did. */
function tooSmallText(presentMb: number, tiers: readonly Tier[]): string | undefined {
  const failed = failureAtOrAbove(tiers, presentMb);
  return failed && tierOutcomeText(failed.outcome);
}

/** Whether a size could not be measured for a reason that does not rule it out in production. */
function hasFailedAt(presentMb: number, tiers: readonly Tier[]): boolean {
  return tiers.some(
    ({ powerValue, outcome }) => powerValue === presentMb && outcome.kind === 'failed',
  );
}

function fewSamples(
  measured: readonly ShownSize[],
  chosenMb: number,
  { isSamplingLimited, payloadClassCount }: AdviceFacts,
): readonly Noise[] {
  const chosen = measured.find(({ memoryMb }) => memoryMb === chosenMb);
  const sampleCount = chosen === undefined ? 0 : sampleCountOf(chosen);
  return isSamplingLimited && sampleCount < CONFIRMING_WARM_COUNT * payloadClassCount
    ? [{ kind: 'fewSamples', memoryMb: chosenMb, sampleCount }]
    : [];
}
