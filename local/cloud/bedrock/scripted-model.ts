/** A part of a model's answer. */
export type AnswerBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string }
  /** `inputText` should be JSON, but a model may write malformed JSON. */
  | { readonly kind: 'toolUse'; readonly toolName: string; readonly inputText: string };

/** What a model does with one request. */
export type ModelPlay =
  | {
      readonly kind: 'answer';
      readonly blocks: readonly AnswerBlock[];
      readonly stopReason: string;
      /** Time before the first token. Default 0. */
      readonly thinkMs?: number;
      /** Time from the first token of a block to its last. Default 0. */
      readonly writeMs?: number;
      readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
    }
  /** Refused before anything is generated. */
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly code: string;
      readonly message: string;
    }
  /** Breaks off after `messageCount` stream messages, by a lost connection or an error. */
  | {
      readonly kind: 'breakOff';
      readonly answer: Extract<ModelPlay, { readonly kind: 'answer' }>;
      readonly messageCount: number;
      /** Type of the exception inside the stream; absent if the connection just breaks. */
      readonly exceptionType?: string;
    };

/** A request to a model, as the Converse API words it. */
export interface ModelRequest {
  readonly modelId: string;
  /** All text of the system prompt. */
  readonly systemText: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content: readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly toolNames: readonly string[];
  /** The tool that the model must use; absent if it may choose. */
  readonly forcedToolName?: string;
  readonly tokensMax?: number;
  readonly effort?: string;
  /** The parsed body, with all its fields. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A model whose answer is computed from the request and the number of the call, from 1. */
export type ScriptedModel = (request: ModelRequest, callNumber: number) => ModelPlay;

/** Models by the id that callers use, an inference profile's or a foundation model's. */
export type ModelMap = Readonly<Record<string, ScriptedModel>>;

/** All text blocks of the user's messages, joined. */
export function userText({ messages }: ModelRequest): string {
  return messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ content }) => content)
    .flatMap((block) => (typeof block.text === 'string' ? [block.text] : []))
    .join('\n');
}
