import {
  type BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ModelPlay, ScriptedModel } from '../../local/cloud/bedrock/scripted-model.ts';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { askModel, type ModelQuestion } from '../../shared/aws/model-conversation.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createBedrockClient, failureOf } from './cloud-clients.ts';

const ANSWER: Extract<ModelPlay, { kind: 'answer' }> = {
  kind: 'answer',
  blocks: [
    { kind: 'thinking', text: 'Let me think about it.' },
    { kind: 'text', text: 'I shall answer — with the tool.' },
    { kind: 'toolUse', toolName: 'answer', inputText: '{"powerValue": 512, "note": "größer"}' },
  ],
  stopReason: 'tool_use',
  usage: { inputTokens: 100, outputTokens: 20 },
};

const MODELS: Record<string, ScriptedModel> = {
  'us.test.correct': () => ANSWER,
  'test.slow': () => ({ ...ANSWER, thinkMs: 20_000 }),
  'test.chatty': () => ({
    ...ANSWER,
    blocks: [...ANSWER.blocks.slice(-1), { kind: 'text', text: 'And another thing: '.repeat(50) }],
    writeMs: 1_000,
  }),
  'test.limited': () => ({
    ...ANSWER,
    blocks: [{ kind: 'toolUse', toolName: 'answer', inputText: '{"powerValue": 5' }],
    stopReason: 'max_tokens',
  }),
  'test.once-throttled': (_request, callNumber) =>
    callNumber === 1
      ? { kind: 'refuse', status: 503, code: 'ServiceUnavailableException', message: 'Later' }
      : ANSWER,
  'test.throttled': () => ({
    kind: 'refuse',
    status: 429,
    code: 'ThrottlingException',
    message: 'Too many tokens, please wait before trying again.',
  }),
  'test.resets': () => ({ kind: 'breakOff', answer: ANSWER, messageCount: 3 }),
  'test.breaks': () => ({
    kind: 'breakOff',
    answer: ANSWER,
    messageCount: 3,
    exceptionType: 'modelStreamErrorException',
  }),
};

let running: RunningLocalCloud;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  running = await startLocalCloud({ models: MODELS });
  client = createBedrockClient(running.endpoint);
});

afterAll(async () => {
  client.destroy();
  await running.stop();
});

const input = (modelId: string): ConverseCommandInput => ({
  modelId,
  messages: [{ role: 'user', content: [{ text: 'Which size?' }] }],
});

async function eventsOf(modelId: string): Promise<readonly ConverseStreamOutput[]> {
  const { stream } = await client.send(new ConverseStreamCommand(input(modelId)));
  const events: ConverseStreamOutput[] = [];
  for await (const event of stream ?? []) events.push(event);
  return events;
}

describe('Converse', () => {
  it('answers in one piece', async () => {
    const reply = await client.send(new ConverseCommand(input('us.test.correct')));

    expect(reply.stopReason).toBe('tool_use');
    expect(reply.usage).toEqual({ inputTokens: 100, outputTokens: 20, totalTokens: 120 });
    expect(reply.output?.message?.content?.at(-1)?.toolUse?.input).toEqual({
      powerValue: 512,
      note: 'größer',
    });
  });

  it('refuses what Bedrock would refuse', async () => {
    const onDemand = failureOf(
      client.send(new ConverseCommand(input('anthropic.claude-haiku-5-5'))),
    );
    const unknown = failureOf(client.send(new ConverseCommand(input('test.unknown'))));
    const warm = failureOf(
      client.send(
        new ConverseCommand({
          ...input('us.anthropic.claude-haiku-5-5'),
          inferenceConfig: { temperature: 0.2 },
        }),
      ),
    );

    expect(await onDemand).toMatchObject({ name: 'ValidationException', status: 400 });
    expect(await unknown).toMatchObject({ name: 'ValidationException', status: 400 });
    expect((await warm).message).toContain('`temperature` is deprecated');
  });

  it('requires the permission on the profile and on its foundation model', async () => {
    const profileOnly = await startLocalCloud({
      models: MODELS,
      roles: {
        'arn:aws:iam::123456789012:role/reasoner': {
          accessKeyId: 'REASONER',
          policies: [
            {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'bedrock:InvokeModel',
                  Resource:
                    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.test.correct',
                },
              ],
            },
          ],
        },
      },
    });
    const bound = createBedrockClient(profileOnly.endpoint, 'REASONER');

    const failure = await failureOf(bound.send(new ConverseCommand(input('us.test.correct'))));

    bound.destroy();
    await profileOnly.stop();
    expect(failure).toMatchObject({ name: 'AccessDeniedException', status: 403 });
    expect(failure.message).toContain('foundation-model/test.correct');
  });
});

describe('ConverseStream', () => {
  it('streams every block in pieces, in the order of the real service', async () => {
    const events = await eventsOf('us.test.correct');

    const types = events.map((event) => Object.keys(event)[0]);
    expect(types[0]).toBe('messageStart');
    expect(types.slice(-2)).toEqual(['messageStop', 'metadata']);
    const toolText = events
      .map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '')
      .join('');
    expect(JSON.parse(toolText)).toEqual({ powerValue: 512, note: 'größer' });
    expect(events.filter((event) => event.contentBlockStop !== undefined)).toHaveLength(3);
  });

  it('reports a failure inside the stream by its name', async () => {
    await expect(eventsOf('test.breaks')).rejects.toMatchObject({
      name: 'ModelStreamErrorException',
    });
  });
});

describe('askModel()', () => {
  const question = (modelId: string): ModelQuestion => ({
    modelId,
    systemText: 'You answer.',
    userText: 'Which size?',
    tool: { name: 'answer', description: 'The answer', inputSchema: { type: 'object' } },
    tokensMax: 500,
    form: { isToolForced: true },
    durationMsMax: 2_000,
  });
  const ask = (modelId: string) =>
    askModel(
      client,
      { clock: systemClock, random: () => 0, deadlineMs: systemClock.nowMs() + 30_000 },
      question(modelId),
    );

  it('takes the tool input, whatever comes before it', async () => {
    expect(await ask('us.test.correct')).toEqual({
      kind: 'toolInput',
      inputText: '{"powerValue": 512, "note": "größer"}',
      tokens: { inputTokens: 100, outputTokens: 20, isEstimated: false },
    });
  });

  it('ends the stream when the input is complete, and estimates the tokens', async () => {
    // The token count comes at the end of the stream, a second after the answer: an estimate shows
    // that it was not awaited.
    expect(await ask('test.chatty')).toMatchObject({
      kind: 'toolInput',
      tokens: { isEstimated: true },
    });
  });

  it('reports that the model reached its token limit', async () => {
    expect(await ask('test.limited')).toMatchObject({
      kind: 'noToolInput',
      stopReason: 'max_tokens',
    });
  });

  it('retries a transient failure once, and throttling not at all', async () => {
    running.cloud.calls.clear();

    expect(await ask('test.once-throttled')).toMatchObject({ kind: 'toolInput' });
    await expect(ask('test.throttled')).rejects.toMatchObject({ name: 'ThrottledError' });

    expect(running.cloud.calls.list()).toHaveLength(3);
  });

  it.each(['test.resets', 'test.breaks'])('throws when %s', async (modelId) => {
    await expect(ask(modelId)).rejects.toThrow(`Cannot ask model "${modelId}"`);
  });

  it('gives up when its time is up, long before the model answers', async () => {
    await expect(ask('test.slow')).rejects.toThrow(/No answer within \d+ ms/);
  });
});
