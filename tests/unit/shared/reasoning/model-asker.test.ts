import { describe, expect, it } from '@jest/globals';
import { callAws } from '../../../../shared/aws/aws-call.ts';
import type { ModelQuestion, ModelReply } from '../../../../shared/aws/model-conversation.ts';
import type { ModelTraits } from '../../../../shared/contract/model-traits.ts';
import { CallRejectedError, TransientServiceError } from '../../../../shared/errors.ts';
import { type AskedQuestion, askForAnswer } from '../../../../shared/reasoning/model-asker.ts';
import type { ModelConfig } from '../../../../shared/reasoning/reasoning-config.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const CONFIG: ModelConfig = {
  modelId: 'model',
  region: 'us-east-1',
  effort: 'low',
  tokensMax: 500,
  deadlineMsMax: 20_000,
  price: { inputUsd: 1, outputUsd: 10 },
};

const TOKENS = { inputTokens: 1_000, outputTokens: 100, isEstimated: false };

const QUESTION: AskedQuestion<string> = {
  systemText: 'system',
  userText: (problems) => `question ${problems.join()}`,
  tool: { name: 'answer', description: '', inputSchema: {} },
  check: (inputText) =>
    inputText === 'good'
      ? { kind: 'accepted', answer: inputText }
      : { kind: 'refused', problems: [`"${inputText}" is not good`] },
  durationMsMax: 60_000,
};

type Step = ModelReply | Error;

function toolInput(inputText: string): ModelReply {
  return { kind: 'toolInput', inputText, tokens: TOKENS };
}

/** A model that gives replies from a list, each after `replyMs`. */
function scripted(steps: readonly Step[], traits?: ModelTraits, replyMs = 700) {
  const asked: ModelQuestion[] = [];
  const kept: ModelTraits[] = [];
  let nowMs = 0;
  const ports = {
    clock: { nowMs: () => nowMs, sleepMs: async () => undefined },
    askModel: async (question: ModelQuestion) => {
      const step = steps[asked.length];
      asked.push(question);
      nowMs += replyMs;
      if (step === undefined || step instanceof Error) throw step ?? new Error('Nothing left');
      return step;
    },
    guard: <T>(_name: string, call: () => Promise<T>) => call(),
    readTraits: async () => traits,
    writeTraits: async (written: ModelTraits) => {
      kept.push(written);
    },
  };
  return { ports, asked, kept };
}

/** Returns the error of a call that was given up because its answer took too long. */
function givenUp(): Promise<Error> {
  const clock = new VirtualClock(0);
  const context = { clock, random: () => 0, deadlineMs: 8_000 };
  const never = () => new Promise<never>(() => undefined);
  return clock.runUntil(
    callAws('ask', context, never, { attemptCountMax: 1 }).catch((error: Error) => error),
  );
}

describe('askForAnswer()', () => {
  it('returns an answer with its cost and duration', async () => {
    const { ports, asked, kept } = scripted([toolInput('good')]);

    const result = await askForAnswer(ports, CONFIG, QUESTION);

    expect(result).toMatchObject({
      kind: 'answered',
      answer: 'good',
      // 1000 tokens at 1 USD and 100 tokens at 10 USD per million.
      use: { inputTokens: 1_000, outputTokens: 100, costUsd: 0.002, durationMs: 700 },
    });
    expect(asked[0]).toMatchObject({
      form: { effort: 'low', isToolForced: true },
      durationMsMax: 8_000,
    });
    expect(kept).toEqual([{ durationsMs: [700], refusedForms: [] }]);
  });

  it('asks once for a correction of a bad answer, and says what is wrong', async () => {
    const { ports, asked } = scripted([toolInput('bad'), toolInput('good')]);

    const result = await askForAnswer(ports, CONFIG, QUESTION);

    expect(result).toMatchObject({ kind: 'answered', use: { inputTokens: 2_000 } });
    expect(asked[1]?.userText).toBe('question "bad" is not good');
  });

  it('gives up after two bad answers', async () => {
    const { ports, asked } = scripted([toolInput('bad'), toolInput('worse'), toolInput('good')]);

    const result = await askForAnswer(ports, CONFIG, QUESTION);

    expect(result).toMatchObject({
      kind: 'unanswered',
      why: {
        kind: 'invalidAnswer',
        message: 'No answer of model could be used: "worse" is not good',
      },
      use: { inputTokens: 2_000, costUsd: 0.004 },
    });
    expect(asked).toHaveLength(2);
  });

  it('asks for no correction without time left', async () => {
    const { ports, asked } = scripted([toolInput('bad'), toolInput('good')]);

    await askForAnswer(ports, CONFIG, { ...QUESTION, durationMsMax: 900 });

    expect(asked).toHaveLength(1);
  });

  it('finds the form that the model accepts, and remembers it', async () => {
    const refused = new CallRejectedError('Cannot ask', 'ValidationException');
    const { ports, asked, kept } = scripted([refused, refused, toolInput('good')]);

    const result = await askForAnswer(ports, CONFIG, QUESTION);

    expect(result.kind).toBe('answered');
    expect(asked.map(({ form }) => form)).toEqual([
      { effort: 'low', isToolForced: true },
      { isToolForced: true },
      { isToolForced: false },
    ]);
    expect(kept[0]?.refusedForms).toEqual([
      { effort: 'low', isToolForced: true },
      { isToolForced: true },
    ]);
  });

  it.each([
    ['low', { isToolForced: true }],
    ['high', { effort: 'high', isToolForced: true }],
    [undefined, { isToolForced: true }],
  ])('leaves out only the forms that the model refused before: effort %s', async (effort, form) => {
    const refusedForms = [{ effort: 'low', isToolForced: true }];
    const { ports, asked, kept } = scripted([toolInput('good')], { durationsMs: [], refusedForms });
    const { effort: _low, ...others } = CONFIG;

    await askForAnswer(ports, effort === undefined ? others : { ...others, effort }, QUESTION);

    expect(asked.map((question) => question.form)).toEqual([form]);
    expect(kept[0]?.refusedForms).toEqual(refusedForms);
  });

  it('waits twice as long as the slowest answer seen', async () => {
    const { ports, asked } = scripted([toolInput('good')], {
      durationsMs: [900, 2_000],
      refusedForms: [{ effort: 'low', isToolForced: true }],
    });

    await askForAnswer(ports, CONFIG, QUESTION);

    expect(asked[0]).toMatchObject({ form: { isToolForced: true }, durationMsMax: 4_000 });
  });

  it('ignores invalid traits', async () => {
    const { ports, asked } = scripted([toolInput('good')], { durationsMs: 'all' } as never);

    await askForAnswer(ports, CONFIG, QUESTION);

    expect(asked[0]?.durationMsMax).toBe(8_000);
  });

  it('gives a model that was too slow more time at the next question', async () => {
    const { ports, kept } = scripted([await givenUp()], undefined, 8_000);

    const result = await askForAnswer(ports, CONFIG, QUESTION);

    expect(result).toMatchObject({ kind: 'unanswered', why: { kind: 'tooSlow' } });
    expect(kept[0]?.durationsMs).toEqual([12_000]);
  });

  it('does not mistake an unreachable endpoint for a slow model', async () => {
    // How the SDK reports a connection that could not be made in time.
    const cause = Object.assign(new Error('Socket timed out'), { name: 'TimeoutError' });
    const unreachable = new TransientServiceError('Cannot ask', { cause });
    const { ports, kept } = scripted([unreachable], { durationsMs: [900], refusedForms: [] });

    const result = await askForAnswer(ports, CONFIG, QUESTION);

    expect(result).toEqual({
      kind: 'unanswered',
      why: { kind: 'unavailable', message: 'Cannot ask' },
    });
    expect(kept).toEqual([]);
  });

  it('continues without the model if a breaker is open', async () => {
    const { ports, asked, kept } = scripted([]);
    const guard = () => Promise.reject(new Error('Breaker "bedrock" is open'));

    const result = await askForAnswer({ ...ports, guard }, CONFIG, QUESTION);

    expect(result).toEqual({
      kind: 'unanswered',
      why: { kind: 'unavailable', message: 'Breaker "bedrock" is open' },
    });
    expect(asked).toEqual([]);
    expect(kept).toEqual([]);
  });

  it.each([
    ['guardrail_intervened', 'blocked'],
    ['refusal', 'refused'],
    ['max_tokens', 'cutOff'],
  ])('treats "%s" as final: %s', async (stopReason, kind) => {
    const { ports, asked } = scripted([{ kind: 'noToolInput', stopReason, tokens: TOKENS }]);

    const result = await askForAnswer(ports, CONFIG, QUESTION);

    expect(result).toMatchObject({ kind: 'unanswered', why: { kind } });
    expect(asked).toHaveLength(1);
  });

  it('asks again if the model did not call the tool', async () => {
    const talk: ModelReply = { kind: 'noToolInput', stopReason: 'end_turn', tokens: TOKENS };
    const { ports } = scripted([talk, toolInput('good')]);

    expect((await askForAnswer(ports, CONFIG, QUESTION)).kind).toBe('answered');
  });
});
