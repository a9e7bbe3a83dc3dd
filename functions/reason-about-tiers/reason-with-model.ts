import * as z from 'zod/mini';
import {
  type ModelAnswer,
  modelAnswerSchema,
  modelUseSchema,
} from '../../shared/contract/reasoning.ts';
import { reasoningKey } from '../../shared/contract/store-key.ts';
import type { Brief } from '../../shared/core/brief/brief.ts';
import { briefText } from '../../shared/core/brief/brief-text.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { DAY_MS } from '../../shared/core/duration-units.ts';
import { checkAnswer } from '../../shared/reasoning/answer-check.ts';
import {
  ANSWER_TOOL,
  PROMPT_VERSION,
  questionText,
  SYSTEM_TEXT,
} from '../../shared/reasoning/answer-tool.ts';
import type { ModelAccess } from '../../shared/reasoning/model-access.ts';
import { type Asked, askForAnswer } from '../../shared/reasoning/model-asker.ts';
import type { ModelConfig } from '../../shared/reasoning/reasoning-config.ts';

/** How long a model's answer is kept: as long as the results that it explains. */
const ANSWER_LIFE_MS = 90 * DAY_MS;

const keptAnswerSchema = z.strictObject({ answer: modelAnswerSchema, use: modelUseSchema });

/**
 * Has a model choose among the candidates and explain its choice, or returns why it could not.
 *
 * An answer is kept under the fingerprint of the brief, so the same figures are not explained, or
 * paid for, twice. A kept answer is checked like a new one.
 *
 * @param durationMsMax Longest time that this may take, whatever the model needs, milliseconds.
 */
export async function reasonWithModel(
  { config, asker, cache }: ModelAccess,
  brief: Brief,
  durationMsMax: number,
): Promise<Asked<ModelAnswer>> {
  const text = briefText(brief);
  const key = reasoningKey(fingerprintOf(config, text));
  const kept = z.safeParse(keptAnswerSchema, (await cache.read(key, ANSWER_LIFE_MS))?.value);
  if (kept.success) {
    const { answer, use } = kept.data;
    if (checkAnswer(JSON.stringify(answer), brief).kind === 'accepted') {
      const spent = { inputTokens: 0, outputTokens: 0, durationMs: 0, isFromCache: true };
      const costUsd = use.costUsd === undefined ? {} : { costUsd: 0 };
      return { kind: 'answered', answer, use: { ...use, ...spent, ...costUsd } };
    }
  }
  const asked = await askForAnswer(asker, config, {
    systemText: SYSTEM_TEXT,
    userText: (problems) => questionText(text, problems),
    tool: ANSWER_TOOL,
    check: (inputText) => checkAnswer(inputText, brief),
    durationMsMax,
  });
  if (asked.kind === 'answered') {
    await cache.write(key, { answer: asked.answer, use: asked.use }, ANSWER_LIFE_MS);
  }
  return asked;
}

function fingerprintOf({ modelId, effort }: ModelConfig, text: string): string {
  return digestOf([PROMPT_VERSION, modelId, effort ?? null, text]);
}
