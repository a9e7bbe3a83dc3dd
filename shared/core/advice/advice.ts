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
import { credibilityAmid, measurementNoise, type Noise } from './noise.ts';
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

/** What a run advises. Every figure in it is an estimate, and stands in `decision.evidence` too. */
export const adviceSchema = z.strictObject({
  verdict: z.strictObject({
    ...verdictSchema.shape,
    /** The verdict in one sentence. */
    text: z.string(),
  }),
  picks: sizePicksSchema,
  /** The sizes around the recommended one that are as good. */
  flatRegion: flatRegionSchema,
  /** Money per month; absent where no rate is known. */
  outlook: z.exactOptional(outlookSchema),
  /** What makes the figures uncertain, or deserves a look; each with what to do. */
  warnings: z.readonly(z.array(z.string())),
  /** What else is worth a change, by fixed rules. */
  besideMemory: z.readonly(z.array(besideMemorySchema)),
});

/** What a run advises. */
type Advice = z.infer<typeof adviceSchema>;

/** An advice with the sentences that explain it, for where no model writes them. */
export interface ExplainedAdvice {
  readonly advice: Advice;
  /** Without the verdict's own sentence. */
  readonly sentences: readonly string[];
}

/** All that an advice depends on. */
export interface AdviceFacts {
  readonly decision: PickedDecision;
  readonly objective: Objective;
  /** The measured size that was chosen among the candidates, MB; absent for the choice of the rules. */
  readonly chosenMb?: number;
  readonly presentMb: number;
  /** Least gain that a change must bring, per cent. */
  readonly improvementPercentMin: number;
  /** Whether the request itself keeps samples few, by their number or by a budget. */
  readonly isSamplingLimited: boolean;
  readonly payloadClassCount: number;
  readonly tiers: readonly Tier[];
  readonly production: ProductionPicture;
  readonly setting: FunctionSetting;
  /** What has changed since an earlier run without a release. */
  readonly drift: Drift;
  /** The CloudFormation stack that made the function; absent where none did. */
  readonly stackName?: string;
  /** Absent where neither the request nor production tells. */
  readonly monthlyRate?: MonthlyRate;
  /** Whether the run measures the other architecture as well. */
  readonly isOtherMeasured?: boolean;
}

/**
 * Turns what was measured into advice.
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
  // Of cold starts nothing is known between the measured sizes.
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
    // What stands beside memory is worth what it is worth to all invocations.
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

/** The verdict on the size that was chosen, or on the one that the rules choose. */
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
      credibility: credibilityAmid(noises),
    });
    return { ...verdict, noises };
  };
  return chosenMb === undefined ? rulesVerdict(facts, measured, judge) : judge(chosenMb);
}

/**
 * The planner's pick, unless a tied size is the better trade (with `value` it would exceed the
 * tolerance); where that is no change worth making, by noise or as a poor trade, a size that is.
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

/** How the present size failed, where it, or a larger one, is too small. */
function tooSmallText(presentMb: number, tiers: readonly Tier[]): string | undefined {
  const failed = failureAtOrAbove(tiers, presentMb);
  return failed && tierOutcomeText(failed.outcome);
}

/** A size that could not be measured, for a reason that does not rule it out in production. */
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
