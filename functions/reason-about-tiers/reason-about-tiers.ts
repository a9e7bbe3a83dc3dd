import { storeAccess } from '../../shared/aws/s3-store.ts';
import { evidenceOf, improvementEvidence } from '../../shared/contract/evidence.ts';
import {
  type Decision,
  type ReasonAboutTiersInput,
  reasonAboutTiersInputSchema,
  reasonAboutTiersOutputSchema,
} from '../../shared/contract/reason-about-tiers.ts';
import type { Reasoning } from '../../shared/contract/reasoning.ts';
import type { TargetFunction } from '../../shared/contract/target-function.ts';
import { objectiveOf, tuningStateOf } from '../../shared/contract/tuning-state.ts';
import { composeBrief, warningsOf } from '../../shared/core/brief/brief.ts';
import { type RulesChoice, rulesChoice } from '../../shared/core/brief/rules-choice.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { tiersSchema } from '../../shared/core/measurement/tier.ts';
import { type TierFigures, tierFigures } from '../../shared/core/measurement/tier-figures.ts';
import { decideTuning, type PickedDecision } from '../../shared/core/planner/tuning-decision.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import {
  invocationsPerMonth,
  productionOutlook,
} from '../../shared/core/production/production-picture.ts';
import { NoTierMeasuredError, NoTierQualifiesError } from '../../shared/errors.ts';
import { type ModelAccess, modelAccess } from '../../shared/reasoning/model-access.ts';
import { MODEL_VARIABLES } from '../../shared/reasoning/reasoning-config.ts';
import { BREAKER_VARIABLES } from '../../shared/resilience/breaker.ts';
import { unpack } from '../../shared/run/carried.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { reasonWithModel } from './reason-with-model.ts';
import { type RationaleFacts, rulesRationale } from './rules-rationale.ts';

/** Dependencies of ReasonAboutTiers. */
export interface ReasonAboutTiersPorts {
  readonly clock: Clock;
  readonly store: Store;
  /** When this step must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
  /** Absent where no model is configured: the rules reason then. */
  readonly model: ModelAccess | undefined;
}

/** What a known answer may wait for its explanation: such a run ends within two seconds. */
const RECALLED_MS_MAX = 800;

/** Kept free at the end of the step for what comes after the model. */
const STEP_MARGIN_MS = 3_000;

/** ReasonAboutTiers as the workflow runs it. */
export const reasonAboutTiersTask = defineTask({
  name: 'ReasonAboutTiers',
  input: reasonAboutTiersInputSchema,
  output: reasonAboutTiersOutputSchema,
  config: { ...STORE_VARIABLES, ...MODEL_VARIABLES, ...BREAKER_VARIABLES },
  compose: (world) => {
    const stores = storeAccess(world.aws, world.config.bucketName);
    const modelAt = modelAccess(world, world.config, stores);
    return (step) => ({ ...step, store: stores.at(step), model: modelAt(step) });
  },
  run: reasonAboutTiers,
});

/**
 * Chooses among what was measured, and says why in plain words: a model where there is one and it
 * keeps to what it may say, the rules otherwise. Either chooses among the candidates alone.
 *
 * @throws {NoTierMeasuredError} If nothing was measured at any size; says what happened at each.
 */
export async function reasonAboutTiers(
  ports: ReasonAboutTiersPorts,
  input: ReasonAboutTiersInput,
): Promise<Decision> {
  const { request, target, production } = input;
  const tiers = await unpack(ports.store, input.tiers, tiersSchema, 'the measured tiers');
  const basis = {
    price: priceOf(target.region, target.architecture),
    ephemeralStorageMb: target.ephemeralStorageMb,
  };
  const measured = tiers.flatMap((tier) => tierFigures(tier, basis) ?? []);
  const decision = decide(input, tiers);
  const choice = decision && rulesChoice(measured, decision);
  if (decision === undefined || choice === undefined) {
    throw noChoiceError(measured, tiers, input);
  }
  const objective = objectiveOf(request);
  const facts = { target, objective, choice, tiers, measured, production, decision };
  const { memoryMb, rationale, reasoning } = await reason(ports, facts, input.isRecalled);
  const chosen = measured.find((tier) => tier.memoryMb === memoryMb) ?? choice.tier;
  return {
    powerValue: powerValue(memoryMb),
    rationale,
    reasoner: reasoning.modelUnused === undefined ? 'model' : 'rules',
    reasoning,
    production: productionReport(facts, chosen),
    evidence: evidenceOf(decision),
    ...improvementOf(decision, memoryMb),
  };
}

function improvementOf({ tiers }: PickedDecision, memoryMb: number): Pick<Decision, 'improvement'> {
  const improvement = tiers.find((tier) => tier.powerValue === memoryMb)?.improvement;
  return improvement === undefined ? {} : { improvement: improvementEvidence(improvement) };
}

/** The planner's decision from everything measured; `undefined` if it has none. */
function decide(
  { request, target, production }: ReasonAboutTiersInput,
  tiers: readonly Tier[],
): PickedDecision | undefined {
  const decision = decideTuning(
    tuningStateOf({
      request,
      target,
      tiers,
      concurrencyMax: 1,
      invocationsPerMonth: invocationsPerMonth(production),
    }),
  );
  return decision.kind === 'picked' ? decision : undefined;
}

function noChoiceError(
  measured: readonly TierFigures[],
  tiers: readonly Tier[],
  { target, request }: ReasonAboutTiersInput,
): Error {
  if (measured.length === 0) {
    return new NoTierMeasuredError(explainNothingMeasured(tiers, target));
  }
  const sizes = measured.map(({ memoryMb: size }) => size).join(', ');
  return new NoTierQualifiesError(
    `Cannot choose a size for "${target.functionName}": none of the measured sizes (${sizes} MB) keeps what the request asks for: current values are "memoryHeadroomPercent" ${request.memoryHeadroomPercent}, "sizeRange" ${JSON.stringify(request.sizeRange ?? 'any')}. Loosen them, or allow more sizes with "powerValues"`,
  );
}

interface Reasoned {
  readonly memoryMb: number;
  readonly rationale: string;
  readonly reasoning: Reasoning;
}

async function reason(
  { model, clock, deadlineMs }: ReasonAboutTiersPorts,
  facts: RationaleFacts,
  isRecalled: boolean,
): Promise<Reasoned> {
  if (model === undefined) {
    const message = 'No model is configured: see "reasoningModelId" of the deployment';
    return rulesReasoned(facts, { modelUnused: { kind: 'notConfigured', message } });
  }
  const remainingMs = deadlineMs - STEP_MARGIN_MS - clock.nowMs();
  const durationMsMax = isRecalled ? Math.min(RECALLED_MS_MAX, remainingMs) : remainingMs;
  const asked = await reasonWithModel(model, composeBrief(facts), durationMsMax);
  if (asked.kind === 'unanswered') {
    const { why, use } = asked;
    return rulesReasoned(facts, definedOnly({ modelUnused: why, modelUse: use }));
  }
  const { powerValueMb: memoryMb, rationale, confidence, risks, followUps } = asked.answer;
  const reasoning = { ...bounds(facts.choice), confidence, risks, followUps, modelUse: asked.use };
  return { memoryMb, rationale, reasoning };
}

function rulesReasoned(
  facts: RationaleFacts,
  model: Pick<Reasoning, 'modelUnused' | 'modelUse'>,
): Reasoned {
  const { choice } = facts;
  return {
    memoryMb: choice.tier.memoryMb,
    rationale: rulesRationale(facts),
    reasoning: { ...bounds(choice), risks: [], followUps: [], ...model },
  };
}

function bounds({ candidates, tier }: RulesChoice) {
  return { candidates, rulesPowerValue: tier.memoryMb };
}

function productionReport(facts: RationaleFacts, chosen: TierFigures): Decision['production'] {
  const { production, measured, target } = facts;
  const before = measured.find((tier) => tier.memoryMb === target.memoryMb);
  const outlook = productionOutlook(production, chosen.costUsdMean, before?.costUsdMean);
  return {
    picture: production,
    ...definedOnly({ outlook }),
    warnings: [...new Set([...facts.choice.warnings, ...warningsOf(facts)])],
  };
}

function explainNothingMeasured(tiers: readonly Tier[], target: TargetFunction): string {
  const reasons = tiers.map(({ powerValue: size, outcome }) => ({
    size,
    text: outcome.kind === 'measured' ? 'no warm sample' : outcomeText(outcome),
  }));
  const distinct = new Set(reasons.map(({ text }) => text));
  const [only] = distinct;
  return distinct.size === 1
    ? `Cannot tune "${target.functionName}": it could not be measured at any of ${reasons.length} sizes: ${only}`
    : `Cannot tune "${target.functionName}": it could not be measured at any size: ${reasons
        .map(({ size, text }) => `at ${size} MB: ${text}`)
        .join('; ')}`;
}

function outcomeText(outcome: Exclude<Tier['outcome'], { kind: 'measured' }>): string {
  return outcome.kind === 'infeasible'
    ? `${outcome.reason}: ${outcome.message}`
    : `${outcome.errorName}: ${outcome.message}`;
}
