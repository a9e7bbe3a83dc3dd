import type { Clock } from '../../../shared/runtime/clock.ts';
import { ApiError } from '../wire/api-error.ts';
import { type CloudReply, type CloudStream, textReply } from '../wire/cloud-message.ts';
import { encodeStreamMessage, type StreamMessage } from './event-stream.ts';
import type { AnswerBlock, ModelPlay } from './scripted-model.ts';

type Answer = Extract<ModelPlay, { readonly kind: 'answer' }>;

/** Pieces that a block is streamed in: enough for a stream to break off inside a block. */
const PIECE_COUNT = 8;

/**
 * Plays a model's answer as Converse returns it, in one piece.
 *
 * @throws {ApiError} If the model refuses, or breaks off.
 */
export async function wholeReply(play: ModelPlay, clock: Clock): Promise<CloudReply> {
  if (play.kind === 'refuse') {
    throw new ApiError(play.status, play.code, play.message);
  }
  if (play.kind === 'breakOff') {
    throw new ApiError(424, 'ModelErrorException', 'The model broke off');
  }
  await pause(clock, (play.thinkMs ?? 0) + (play.writeMs ?? 0) * play.blocks.length);
  const message = {
    output: { message: { role: 'assistant', content: play.blocks.map(wholeBlock) } },
    stopReason: play.stopReason,
    usage: usageOf(play),
    metrics: { latencyMs: play.thinkMs ?? 0 },
  };
  return textReply(200, JSON.stringify(message), { 'content-type': 'application/json' });
}

/**
 * Plays a model's answer as ConverseStream returns it, piece by piece, at its own pace.
 *
 * @throws {ApiError} If the model refuses before the stream begins.
 */
export function streamedReply(play: ModelPlay, clock: Clock): CloudStream {
  if (play.kind === 'refuse') {
    throw new ApiError(play.status, play.code, play.message);
  }
  return {
    kind: 'stream',
    status: 200,
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    chunks: (signal) =>
      play.kind === 'answer' ? playAll(play, clock, signal) : playUntil(play, clock, signal),
  };
}

async function* playAll(
  answer: Answer,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  await pause(clock, answer.thinkMs ?? 0, signal);
  for (const { message, pauseMs } of messagesOf(answer)) {
    await pause(clock, pauseMs, signal);
    yield encodeStreamMessage(message);
  }
}

async function* playUntil(
  play: Extract<ModelPlay, { readonly kind: 'breakOff' }>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let sentCount = 0;
  for await (const chunk of playAll(play.answer, clock, signal)) {
    if (sentCount++ >= play.messageCount) break;
    yield chunk;
  }
  if (play.exceptionType === undefined) {
    throw new Error('The connection breaks here');
  }
  const payload = { message: 'The model broke off' };
  yield encodeStreamMessage({ kind: 'exception', type: play.exceptionType, payload });
}

interface TimedMessage {
  readonly message: StreamMessage;
  readonly pauseMs: number;
}

function messagesOf(answer: Answer): readonly TimedMessage[] {
  const last = { stopReason: answer.stopReason };
  const metadata = { usage: usageOf(answer), metrics: { latencyMs: answer.thinkMs ?? 0 } };
  return [
    event('messageStart', { role: 'assistant' }),
    ...answer.blocks.flatMap((block, index) => blockMessages(block, index, answer.writeMs ?? 0)),
    event('messageStop', last),
    event('metadata', metadata),
  ];
}

function blockMessages(
  block: AnswerBlock,
  contentBlockIndex: number,
  writeMs: number,
): readonly TimedMessage[] {
  const start =
    block.kind === 'toolUse'
      ? [event('contentBlockStart', { contentBlockIndex, start: { toolUse: toolUseOf(block) } })]
      : [];
  return [
    ...start,
    ...pieces(block.kind === 'toolUse' ? block.inputText : block.text).map((piece) =>
      event(
        'contentBlockDelta',
        { contentBlockIndex, delta: deltaOf(block, piece) },
        writeMs / PIECE_COUNT,
      ),
    ),
    event('contentBlockStop', { contentBlockIndex }),
  ];
}

function pieces(text: string): readonly string[] {
  const length = Math.max(1, Math.ceil(text.length / PIECE_COUNT));
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}

function deltaOf({ kind }: AnswerBlock, piece: string): unknown {
  switch (kind) {
    case 'text':
      return { text: piece };
    case 'thinking':
      return { reasoningContent: { text: piece } };
    case 'toolUse':
      return { toolUse: { input: piece } };
  }
}

function wholeBlock(block: AnswerBlock): unknown {
  switch (block.kind) {
    case 'text':
      return { text: block.text };
    case 'thinking':
      return { reasoningContent: { reasoningText: { text: block.text } } };
    case 'toolUse':
      return { toolUse: { ...toolUseOf(block), input: JSON.parse(block.inputText) } };
  }
}

function toolUseOf({ toolName }: Extract<AnswerBlock, { readonly kind: 'toolUse' }>) {
  return { toolUseId: `tooluse_${toolName}`, name: toolName };
}

function usageOf({ usage: { inputTokens, outputTokens } }: Answer) {
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}

function event(type: string, payload: unknown, pauseMs = 0): TimedMessage {
  return { message: { kind: 'event', type, payload }, pauseMs };
}

async function pause(clock: Clock, durationMs: number, signal?: AbortSignal): Promise<void> {
  if (durationMs > 0) await clock.sleepMs(durationMs, signal);
}
