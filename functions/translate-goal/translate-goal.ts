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
  /** Absent if no model is configured. */
  readonly model: ModelAccess | undefined;
}

/** Longest wait for a translation, milliseconds; nothing is measured before it is there. */
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
 * Has a model translate the user's goal into typed fields of the request, before anything is
 * measured. The model's understanding of the goal stays in the request. A goal that does not fit
 * the fields is refused, not reduced.
 *
 * @throws {InvalidRequestError} If there is no model, it does not answer, or a part of the goal
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

/**
 * Parses the fields as if a user had written them: one may imply another, as a limit implies its
 * strategy.
 */
function objectiveOf(fields: Translation['fields']): Partial<TuningRequest> {
  const { request } = parseTuningRequest({ functionName: 'any', ...fields });
  const names = new Set(goalFields().map(({ name }) => name));
  return Object.fromEntries(Object.entries(request).filter(([name]) => names.has(name)));
}

/**
 * Reads a translation from the cache, or asks the model. A kept one has the form of the model's
 * answer, and is checked like a new one.
 */
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

/**
 * Returns a digest of the question. The typed fields are part of it, because a goal that does not
 * fit them today may fit a later set.
 */
function fingerprintOf({ modelId, effort }: ModelConfig, goal: string): string {
  return digestOf([GOAL_PROMPT_VERSION, modelId, effort ?? null, goalTool(), goal]);
}

function refusal(reason: string): InvalidRequestError {
  return new InvalidRequestError(
    `Cannot translate "goal": ${reason}. Use the typed fields instead: ${goalFieldsText()}`,
  );
}
