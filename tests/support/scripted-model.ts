import type { ModelQuestion, ModelReply } from '../../shared/aws/model-conversation.ts';
import type { ModelAccess } from '../../shared/reasoning/model-access.ts';
import { Cache } from '../../shared/resilience/cache/cache.ts';
import { memoryTier } from '../../shared/resilience/cache/memory-tier.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** Returns a configured model that gives these answers in order, and fails after the last one. */
export function scriptedModel(clock: Clock, answers: readonly unknown[]) {
  const asked: ModelQuestion[] = [];
  const access: ModelAccess = {
    config: {
      modelId: 'us.model',
      region: 'us-east-1',
      tokensMax: 500,
      deadlineMsMax: 20_000,
    },
    cache: new Cache({ clock, tiers: [memoryTier(clock)], onSkipped: () => undefined }),
    asker: {
      clock,
      askModel: async (question): Promise<ModelReply> => {
        const answer = answers[asked.length];
        asked.push(question);
        if (answer === undefined) throw new Error('The model is down');
        const tokens = { inputTokens: 100, outputTokens: 10, isEstimated: false };
        return { kind: 'toolInput', inputText: JSON.stringify(answer), tokens };
      },
      guard: (_name, call) => call(),
      readTraits: async () => undefined,
      writeTraits: async () => undefined,
    },
  };
  return { asked, access };
}
