import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
  type ToolInputSchema,
} from '@aws-sdk/client-bedrock-runtime';
import type { QuestionForm } from '../contract/model-traits.ts';
import { parseJson } from '../core/json.ts';
import { type CallContext, callAws } from './aws-call.ts';

/** A question to a model, which answers by filling in the input of a tool. */
export interface ModelQuestion {
  /** Id of a foundation model or an inference profile. */
  readonly modelId: string;
  readonly systemText: string;
  readonly userText: string;
  readonly tool: {
    readonly name: string;
    readonly description: string;
    /** JSON schema of the input. */
    readonly inputSchema: Readonly<Record<string, unknown>>;
  };
  /** Most tokens of the answer, including the thoughts of a model that thinks first. */
  readonly tokensMax: number;
  /** The form in which the model accepts a question; see {@link QuestionForm}. */
  readonly form: QuestionForm;
  /** Longest wait for the whole answer, milliseconds. */
  readonly durationMsMax: number;
}

/**
 * Tokens of a call. Estimated from the text if the stream was ended before the model reported them.
 */
interface TokenUse {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly isEstimated: boolean;
}

/** Outcome of a question. */
export type ModelReply =
  /** `inputText` should be JSON. */
  | { readonly kind: 'toolInput'; readonly inputText: string; readonly tokens: TokenUse }
  | {
      readonly kind: 'noToolInput';
      /**
       * The API's name for it, such as `guardrail_intervened`; `cut off` if the stream ended
       * without one.
       */
      readonly stopReason: string;
      readonly tokens: TokenUse;
    };

/**
 * Most attempts at one question. The rules can always answer, so there is little to gain from more.
 */
const ATTEMPT_COUNT_MAX = 2;

/**
 * Longest wait for the token count after the answer is complete, milliseconds; it usually follows
 * at once.
 */
const USAGE_WAIT_MS = 100;

/** Characters per token, a rough average over languages and models. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * Asks a model, reads its answer as it is written, and ends the stream as soon as the tool's input
 * is complete: anything after that would only cost time and money.
 *
 * @throws {TunerError} If the model cannot be asked, breaks off, or takes too long.
 */
export async function askModel(
  client: BedrockRuntimeClient,
  context: CallContext,
  question: ModelQuestion,
): Promise<ModelReply> {
  const deadlineMs = Math.min(context.deadlineMs, context.clock.nowMs() + question.durationMsMax);
  return await callAws(
    `ask model "${question.modelId}"`,
    { ...context, deadlineMs },
    (signal) => readAnswer(client, context, question, signal),
    {
      attemptMsMax: question.durationMsMax,
      attemptCountMax: ATTEMPT_COUNT_MAX,
      retries: ['transient'],
    },
  );
}

/** The part of an answer that has been read so far. */
interface Reading {
  toolText: string | undefined;
  isComplete: boolean;
  stopReason: string | undefined;
  characterCount: number;
  usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
}

async function readAnswer(
  client: BedrockRuntimeClient,
  { clock }: CallContext,
  question: ModelQuestion,
  signal: AbortSignal,
): Promise<ModelReply> {
  const ending = new AbortController();
  const abortSignal = AbortSignal.any([signal, ending.signal]);
  const reading: Reading = {
    toolText: undefined,
    isComplete: false,
    stopReason: undefined,
    characterCount: 0,
    usage: undefined,
  };
  try {
    const { stream } = await client.send(new ConverseStreamCommand(converseInput(question)), {
      abortSignal,
    });
    for await (const event of stream ?? []) {
      const wasComplete = reading.isComplete;
      takeIn(reading, event, question.tool.name);
      if (reading.isComplete && !wasComplete) {
        void clock.sleepMs(USAGE_WAIT_MS, signal).then(
          () => ending.abort(),
          () => undefined,
        );
      }
      if (reading.usage !== undefined) {
        break;
      }
    }
  } catch (error) {
    // Once the answer is complete, it does not matter how the stream ends.
    if (!reading.isComplete) {
      throw error;
    }
  } finally {
    ending.abort();
  }
  return replyOf(reading, question);
}

function takeIn(reading: Reading, event: ConverseStreamOutput, toolName: string): void {
  if (event.contentBlockStart?.start?.toolUse?.name === toolName) {
    reading.toolText ??= '';
  }
  const { delta } = event.contentBlockDelta ?? {};
  const text = delta?.toolUse?.input ?? delta?.text ?? delta?.reasoningContent?.text ?? '';
  reading.characterCount += text.length;
  if (delta?.toolUse?.input !== undefined && !reading.isComplete) {
    reading.toolText = (reading.toolText ?? '') + text;
    reading.isComplete = text.trimEnd().endsWith('}') && parseJson(reading.toolText) !== undefined;
  }
  if (event.contentBlockStop !== undefined && reading.toolText) {
    reading.isComplete = true;
  }
  reading.stopReason = event.messageStop?.stopReason ?? reading.stopReason;
  const { inputTokens, outputTokens } = event.metadata?.usage ?? {};
  if (inputTokens !== undefined && outputTokens !== undefined) {
    reading.usage = { inputTokens, outputTokens };
  }
}

function replyOf(reading: Reading, question: ModelQuestion): ModelReply {
  const tokens: TokenUse = reading.usage
    ? { ...reading.usage, isEstimated: false }
    : {
        inputTokens: estimatedTokens(JSON.stringify(converseInput(question)).length),
        outputTokens: estimatedTokens(reading.characterCount),
        isEstimated: true,
      };
  // A model that reached its token limit left the input unfinished.
  const isWhole = reading.isComplete && reading.stopReason !== 'max_tokens';
  return isWhole && reading.toolText !== undefined
    ? { kind: 'toolInput', inputText: reading.toolText, tokens }
    : { kind: 'noToolInput', stopReason: reading.stopReason ?? 'cut off', tokens };
}

function converseInput(question: ModelQuestion): ConverseStreamCommandInput {
  const { modelId, systemText, userText, tool, tokensMax, form } = question;
  // No temperature, top-p or schema features beyond types: newer models reject them.
  return {
    modelId,
    system: [{ text: systemText }],
    messages: [{ role: 'user', content: [{ text: userText }] }],
    inferenceConfig: { maxTokens: tokensMax },
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: tool.name,
            description: tool.description,
            inputSchema: { json: tool.inputSchema } as ToolInputSchema,
          },
        },
      ],
      ...(form.isToolForced && { toolChoice: { tool: { name: tool.name } } }),
    },
    ...(form.effort !== undefined && { outputConfig: { effort: form.effort } }),
  };
}

function estimatedTokens(characterCount: number): number {
  return Math.ceil(characterCount / CHARACTERS_PER_TOKEN);
}
