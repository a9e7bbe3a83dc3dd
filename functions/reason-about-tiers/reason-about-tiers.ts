import { storeAccess } from '../../shared/aws/s3-store.ts';
import { evidenceOf, improvementEvidence } from '../../shared/contract/evidence.ts';
import {
  type Decision,
  decisionSchema,
  type ReasonAboutTiersInput,
  reasonAboutTiersInputSchema,
} from '../../shared/contract/reason-about-tiers.ts';
import type { Reasoning } from '../../shared/contract/reasoning.ts';
import { countedTiers, objectiveOf, tuningStateOf } from '../../shared/contract/tuning-state.ts';
import {
  type AdviceFacts,
  adviseOn,
  type ExplainedAdvice,
} from '../../shared/core/advice/advice.ts';
import { candidatesMb } from '../../shared/core/advice/candidates.ts';
import { shownPresent, shownSize } from '../../shared/core/advice/shown-size.ts';
import { type BriefFacts, composeBrief } from '../../shared/core/brief/brief.ts';
import { ofOwnArchitecture, type Tier, tiersSchema } from '../../shared/core/measurement/tier.ts';
import { type TierFigures, tierFigures } from '../../shared/core/measurement/tier-figures.ts';
import { CONFIRMING_WARM_COUNT } from '../../shared/core/planner/pick.ts';
import { decideTuning, type PickedDecision } from '../../shared/core/planner/tuning-decision.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { monthlyRate } from '../../shared/core/production/production-picture.ts';
import { type ModelAccess, modelAccess } from '../../shared/reasoning/model-access.ts';
import { MODEL_VARIABLES } from '../../shared/reasoning/reasoning-config.ts';
import { unpack } from '../../shared/run/carried.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { noChoiceError } from './no-choice-error.ts';
import { type MeasuredOther, measuredOther } from './other-architecture.ts';
import { reasonWithModel } from './reason-with-model.ts';

/** Dependencies of ReasonAboutTiers. */
export interface ReasonAboutTiersPorts {
  readonly clock: Clock;
  readonly store: Store;
  /** When this step must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
  /** Absent if no model is configured: then the rules reason. */
  readonly model: ModelAccess | undefined;
}

/**
 * Longest time that a recalled answer waits for its explanation, milliseconds: such a run ends
 * within two seconds.
 */
const RECALLED_MS_MAX = 800;

/** Time reserved at the end of the step for the work after the model has answered, milliseconds. */
const STEP_MARGIN_MS = 3_000;

/** Once more than this share of a budget is spent, it has no room for another measurement. */
const SPENT_SHARE = 0.8;

/** ReasonAboutTiers as the workflow runs it. */
export const reasonAboutTiersTask = defineTask({
  name: 'ReasonAboutTiers',
  input: reasonAboutTiersInputSchema,
  output: decisionSchema,
  config: { ...STORE_VARIABLES, ...MODEL_VARIABLES },
  compose: (world) => {
    const stores = storeAccess(world.aws, world.config.bucketName);
    const modelAt = modelAccess(world, world.config, stores);
    return (step) => ({ ...step, store: stores.at(step), model: modelAt(step) });
  },
  run: reasonAboutTiers,
});

/**
 * Turns the measurements into a verdict and explains it in plain words. A model does this if there
 * is one and its answer stays within the rules, otherwise the rules do. Either way, only a
 * candidate is chosen.
 *
 * @throws {NoTierMeasuredError} If nothing was measured at any size; says what happened at each.
 * @throws {NoTierQualifiesError} If sizes were measured, and none of them is allowed.
 */
export async function reasonAboutTiers(
  ports: ReasonAboutTiersPorts,
  input: ReasonAboutTiersInput,
): Promise<Decision> {
  const { target, production } = input;
  const [measuredTiers, earlierTiers] = await Promise.all([
    unpack(ports.store, input.tiers, tiersSchema, 'the measured tiers'),
    unpack(ports.store, input.earlierRun.tiers, tiersSchema, 'an earlier run'),
  ]);
  const basis = {
    price: priceOf(target.region, target.architecture),
    ephemeralStorageMb: target.ephemeralStorageMb,
  };
  const own = ofOwnArchitecture(measuredTiers);
  const tiers = countedTiers(input.request, own);
  const measured = tiers.flatMap((tier) => tierFigures(tier, basis) ?? []);
  const decision = decide(input, own, earlierTiers);
  const candidates = decision === undefined ? [] : candidatesMb(decision);
  if (decision === undefined || candidates.length === 0) {
    throw noChoiceError(measured, tiers, input);
  }
  const other = measuredOther(input, { tiers: measuredTiers, earlierTiers });
  const facts = {
    ...adviceFacts(input, tiers, decision),
    isOtherMeasured: other !== undefined,
  };
  const options = adviceOptions(facts, candidates);
  const answer = await reason(ports, { input, tiers, measured, facts, options, other });
  const { advice, sentences } = options.get(answer.chosenMb) ?? adviseOn(facts);
  const recommendedMb = advice.picks.recommended.memoryMb;
  return {
    powerValue: powerValue(recommendedMb),
    ...advice,
    rationale: [advice.verdict.text, answer.rationale ?? sentences.join(' ')].join(' '),
    reasoner: answer.reasoning.modelUnused === undefined ? 'model' : 'rules',
    reasoning: answer.reasoning,
    production,
    evidence: evidenceOf(decision, input.earlierRun, other?.decided),
    ...improvementOf(decision, recommendedMb),
    ...(other && { architecture: other.adviseAt(recommendedMb) }),
  };
}

/** The advice for each size that may be chosen; the pick of the rules comes first. */
type AdviceOptions = ReadonlyMap<number, ExplainedAdvice>;

/**
 * Returns the advice for each candidate. If the rules advise no change, only their own advice is
 * returned. Otherwise every other candidate must lead to itself being recommended.
 */
function adviceOptions(facts: AdviceFacts, candidates: readonly number[]): AdviceOptions {
  const rules = adviseOn(facts);
  const recommendedMb = rules.advice.picks.recommended.memoryMb;
  if (rules.advice.verdict.kind !== 'change') {
    return new Map([[recommendedMb, rules]]);
  }
  const others = candidates
    .filter((memoryMb) => memoryMb !== recommendedMb)
    .map((memoryMb) => [memoryMb, adviseOn({ ...facts, chosenMb: memoryMb })] as const)
    .filter(([memoryMb, { advice }]) => advice.picks.recommended.memoryMb === memoryMb);
  return new Map([[recommendedMb, rules], ...others]);
}

function adviceFacts(
  { request, target, production, drift }: ReasonAboutTiersInput,
  tiers: readonly Tier[],
  decision: PickedDecision,
): AdviceFacts {
  // How many of production's invocations are cold starts is unknown.
  const rate = request.coldStarts
    ? undefined
    : monthlyRate(production, request.invocationsPerMonth);
  return {
    decision,
    objective: objectiveOf(request),
    presentMb: target.memoryMb,
    improvementPercentMin: request.improvementPercentMin,
    isSamplingLimited: isSamplingLimited(request, decision.exploration),
    payloadClassCount: request.payloadWeights.length,
    tiers,
    production,
    setting: target,
    drift,
    ...(target.definedBy && { stackName: target.definedBy.stackName }),
    ...(rate && { monthlyRate: rate }),
  };
}

/** Whether the request itself limits the samples: by their number, or by a budget that is spent. */
function isSamplingLimited(
  request: ReasonAboutTiersInput['request'],
  { invocations, usd, seconds }: PickedDecision['exploration'],
): boolean {
  const { sampleCount, invocationsMax, tuningUsdMax, tuningSecondsMax } = request;
  return (
    sampleCount !== undefined ||
    invocations + CONFIRMING_WARM_COUNT > (invocationsMax ?? Number.POSITIVE_INFINITY) ||
    usd > SPENT_SHARE * (tuningUsdMax ?? Number.POSITIVE_INFINITY) ||
    seconds > SPENT_SHARE * (tuningSecondsMax ?? Number.POSITIVE_INFINITY)
  );
}

function improvementOf({ tiers }: PickedDecision, memoryMb: number): Pick<Decision, 'improvement'> {
  const improvement = tiers.find((tier) => tier.powerValue === memoryMb)?.improvement;
  return improvement === undefined ? {} : { improvement: improvementEvidence(improvement) };
}

/** Returns the planner's decision from everything measured; `undefined` if it has none. */
function decide(
  { request, target, production }: ReasonAboutTiersInput,
  tiers: readonly Tier[],
  earlierTiers: readonly Tier[],
): PickedDecision | undefined {
  const facts = { request, target, tiers, earlierTiers, production, concurrencyMax: 1 };
  const state = tuningStateOf(facts);
  const decision = decideTuning(state);
  return decision.kind === 'picked' ? decision : undefined;
}

/** The facts to reason about. */
interface Question {
  readonly input: ReasonAboutTiersInput;
  readonly tiers: readonly Tier[];
  readonly measured: readonly TierFigures[];
  readonly facts: AdviceFacts;
  readonly options: AdviceOptions;
  /** Absent if the other architecture was not asked for. */
  readonly other: MeasuredOther | undefined;
}

interface Answer {
  readonly chosenMb: number;
  /** Absent if the rules reason. */
  readonly rationale?: string;
  readonly reasoning: Reasoning;
}

async function reason(
  { model, clock, deadlineMs }: ReasonAboutTiersPorts,
  question: Question,
): Promise<Answer> {
  const [rulesMb = 0] = question.options.keys();
  const candidates = [...question.options.keys()].toSorted((a, b) => a - b);
  const bounds = { candidates, rulesPowerValue: rulesMb };
  const rules = (unheard: Pick<Reasoning, 'modelUnused' | 'modelUse'>): Answer => ({
    chosenMb: rulesMb,
    reasoning: { ...bounds, risks: [], followUps: [], ...unheard },
  });
  if (model === undefined) {
    const message = 'No model is configured: see "ReasoningModelId" of the deployment';
    return rules({ modelUnused: { kind: 'notConfigured', message } });
  }
  const remainingMs = deadlineMs - STEP_MARGIN_MS - clock.nowMs();
  const durationMsMax = question.input.isRecalled
    ? Math.min(RECALLED_MS_MAX, remainingMs)
    : remainingMs;
  const brief = composeBrief(briefFacts(question, candidates));
  const asked = await reasonWithModel(model, brief, durationMsMax);
  if (asked.kind === 'unanswered') {
    const { why, use } = asked;
    return rules({ modelUnused: why, ...(use && { modelUse: use }) });
  }
  const { powerValueMb, rationale, confidence, risks, followUps } = asked.answer;
  const reasoning = { ...bounds, confidence, risks, followUps, modelUse: asked.use };
  return { chosenMb: powerValueMb, rationale, reasoning };
}

function briefFacts(
  { input, tiers, measured, facts, options, other }: Question,
  candidates: readonly number[],
): BriefFacts {
  const [[rulesPickMb, { advice }] = [0, adviseOn(facts)]] = options;
  const { target, production } = input;
  return {
    target,
    objective: facts.objective,
    coldStarts: facts.decision.coldStarts,
    candidatesMb: candidates,
    rulesPickMb,
    verdictText: advice.verdict.text,
    warnings: advice.warnings,
    besideMemory: advice.besideMemory,
    tiers,
    measured,
    sizes: facts.decision.tiers.map((tier) => shownSize(tier, tier.warmCount)),
    other: other?.briefAt(rulesPickMb),
    present: shownPresent(facts.decision),
    production,
    invocationsPerMonth: facts.monthlyRate?.invocationsPerMonth,
  };
}
