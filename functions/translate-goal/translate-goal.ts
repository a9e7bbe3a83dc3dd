import { storeAccess } from '../../shared/aws/s3-store.ts';
import { goalFields, goalFieldsText } from '../../shared/contract/goal-fields.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { type TuningRequest, tuningRequestSchema } from '../../shared/contract/request-fields.ts';
import { reasoningKey } from '../../shared/contract/store-key.ts';
import {
  type TranslateGoalInput,
  translateGoalInputSchema,
  translateGoalOutputSchema,
} from '../../shared/contract/translate-goal.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { DAY_MS } from '../../shared/core/duration-units.ts';
import { InvalidRequestError } from '../../shared/errors.ts';
import { checkTranslation, type Translation } from '../../shared/reasoning/goal-check.ts';
import {
  GOAL_PROMPT_VERSION,
  GOAL_SYSTEM_TEXT,
  goalQuestionText,
  goalTool,
} from '../../shared/reasoning/goal-tool.ts';
import { type ModelAccess, modelAccess } from '../../shared/reasoning/model-access.ts';
import { askForAnswer } from '../../shared/reasoning/model-asker.ts';
import { MODEL_VARIABLES, type ModelConfig } from '../../shared/reasoning/reasoning-config.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of TranslateGoal. */
export interface TranslateGoalPorts {
  /** Absent where no model is configured. */
  readonly model: ModelAccess | undefined;
}

/** Longest wait for a translation, which comes before anything is measured. */
const TRANSLATION_MS_MAX = 15_000;

const TRANSLATION_LIFE_MS = 90 * DAY_MS;

/** TranslateGoal as the workflow runs it. */
export const translateGoalTask = defineTask({
  name: 'TranslateGoal',
  input: translateGoalInputSchema,
  output: translateGoalOutputSchema,
  config: { ...STORE_VARIABLES, ...MODEL_VARIABLES },
  compose: (world) => {
    const stores = storeAccess(world.aws, world.config.bucketName);
    const modelAt = modelAccess(world, world.config, stores);
    return (step) => ({ model: modelAt(step) });
  },
  run: translateGoal,
});

/**
 * Has a model translate what was wished for into the typed fields of the request, before anything
 * is measured. What was understood travels on with the request; a wish that does not fit the fields
 * is refused rather than cut to size.
 *
 * @throws {InvalidRequestError} If there is no model, it does not answer, or a part of the wish
 *   cannot be expressed; names the typed fields.
 */
export async function translateGoal(
  { model }: TranslateGoalPorts,
  { request }: TranslateGoalInput,
): Promise<TuningRequest> {
  const { goal } = request;
  if (goal === undefined) {
    return request;
  }
  if (model === undefined) {
    throw refusal('there is no model to translate it');
  }
  const { understood, notExpressible, fields } = await translation(model, goal.text);
  if (notExpressible !== '') {
    throw refusal(`a part of it cannot be expressed: ${notExpressible}`);
  }
  const translated = { ...request, ...objectiveOf(fields), goal: { text: goal.text, understood } };
  return parseContract(tuningRequestSchema, translated, 'the translated request');
}

/** As if a user had written the fields: one may say another, as a limit does its strategy. */
function objectiveOf(fields: Translation['fields']): Partial<TuningRequest> {
  const { request } = parseTuningRequest({ functionName: 'any', ...fields });
  const names = new Set(goalFields().map(({ name }) => name));
  return Object.fromEntries(Object.entries(request).filter(([name]) => names.has(name)));
}

/** A translation is kept in the form of the model's answer, and checked like a new one. */
async function translation(model: ModelAccess, goal: string): Promise<Translation> {
  const key = reasoningKey(fingerprintOf(model.config, goal));
  const kept = await model.cache.read(key, TRANSLATION_LIFE_MS);
  const known = checkTranslation(JSON.stringify(kept?.value ?? null), goal);
  if (known.kind === 'accepted') {
    return known.answer;
  }
  const asked = await askForAnswer(model.asker, model.config, {
    systemText: GOAL_SYSTEM_TEXT,
    userText: (problems) => goalQuestionText(goal, problems),
    tool: goalTool(),
    check: (inputText) => checkTranslation(inputText, goal),
    durationMsMax: TRANSLATION_MS_MAX,
  });
  if (asked.kind === 'unanswered') {
    throw refusal(asked.why.message);
  }
  const { fields, ...remarks } = asked.answer;
  await model.cache.write(key, { ...fields, ...remarks }, TRANSLATION_LIFE_MS);
  return asked.answer;
}

/** The fields are part of the question: a goal may fit tomorrow what it does not fit today. */
function fingerprintOf({ modelId, effort }: ModelConfig, goal: string): string {
  return digestOf([GOAL_PROMPT_VERSION, modelId, effort ?? null, goalTool(), goal]);
}

function refusal(reason: string): InvalidRequestError {
  return new InvalidRequestError(
    `Cannot translate "goal": ${reason}. Use the typed fields instead: ${goalFieldsText()}`,
  );
}
