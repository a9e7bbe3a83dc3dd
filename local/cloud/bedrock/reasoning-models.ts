import {
  type AnswerBlock,
  type ModelMap,
  type ModelPlay,
  type ModelRequest,
  type ScriptedModel,
  userText,
} from './scripted-model.ts';

/** The fields of a brief that these models read. */
interface BriefInPlay {
  readonly candidatesMb: readonly number[];
  readonly tiers: readonly { readonly mb: number; readonly ms?: number }[];
}

/** Pace of a small model: the first token after a while, then a short text. */
const PACE = { thinkMs: 300, writeMs: 400 };

type Answer = Extract<ModelPlay, { readonly kind: 'answer' }>;

/**
 * Models that recommend a size, and one model for each way in which a real one may fail. All pick
 * the largest candidate: if there are several, their choice differs from that of the rules.
 */
export const REASONING_MODELS: ModelMap = {
  'local.correct': (request) => toolAnswer(request, recommendation(request)),
  'local.slow': (request) => ({
    ...toolAnswer(request, recommendation(request)),
    thinkMs: 120_000,
  }),
  'local.cut-off': (request) => ({
    ...toolAnswer(request, recommendation(request)),
    blocks: [toolBlock(request, JSON.stringify(recommendation(request)).slice(0, 60))],
    stopReason: 'max_tokens',
  }),
  'local.breaks': (request) => ({
    kind: 'breakOff',
    answer: toolAnswer(request, recommendation(request)),
    messageCount: 4,
  }),
  'local.throttled': () => ({
    kind: 'refuse',
    status: 429,
    code: 'ThrottlingException',
    message: 'Too many tokens, please wait before trying again.',
  }),
  'local.refusing': () => ({
    ...textAnswer('I cannot help with that.'),
    stopReason: 'refusal',
  }),
  'local.blocked': () => ({
    ...textAnswer('Sorry, the model cannot answer this question.'),
    stopReason: 'guardrail_intervened',
    usage: { inputTokens: 0, outputTokens: 0 },
  }),
  'local.thinking-first': (request) => ({
    ...toolAnswer(request, recommendation(request)),
    blocks: [
      { kind: 'thinking', text: 'The user wants a memory size. Let me compare the candidates.' },
      { kind: 'text', text: 'Here is my recommendation.' },
      toolBlock(request, JSON.stringify(recommendation(request))),
    ],
  }),
  'local.malformed': (request) => ({
    ...toolAnswer(request, {}),
    blocks: [toolBlock(request, '{"powerValueMb": 512, "rationale": ')],
  }),
  'local.unknown': () => ({
    kind: 'refuse',
    status: 400,
    code: 'ValidationException',
    message: 'The provided model identifier is invalid.',
  }),
  'local.stranger': (request) =>
    toolAnswer(request, { ...recommendation(request), powerValueMb: 10_240 }),
  'local.inventive': (request) =>
    toolAnswer(request, {
      ...recommendation(request),
      rationale: 'It saves 87.31 % and answers in 12345 ms.',
    }),
  /** Corrects its answer when it is told what was wrong. */
  'local.corrigible': (request) =>
    toolAnswer(request, {
      ...recommendation(request),
      ...(!userText(request).includes('could not be used') && { powerValueMb: 10_240 }),
    }),
  /** Refuses an effort setting and a forced tool choice, as some models do. */
  'local.particular': (request) =>
    request.effort !== undefined || request.forcedToolName !== undefined
      ? {
          kind: 'refuse',
          status: 400,
          code: 'ValidationException',
          message: 'This model does not support this field.',
        }
      : toolAnswer(request, recommendation(request)),
};

/** Returns an answer that calls the first tool of the request. */
export function toolAnswer(request: ModelRequest, input: unknown): Answer {
  return {
    kind: 'answer',
    blocks: [toolBlock(request, JSON.stringify(input))],
    stopReason: 'tool_use',
    ...PACE,
    usage: { inputTokens: 1_200, outputTokens: 150 },
  };
}

/** Returns a model whose answer `change` derives from the brief. */
export function recommendingModel(
  change: (brief: string) => Readonly<Record<string, unknown>>,
): ScriptedModel {
  return (request) =>
    toolAnswer(request, { ...recommendation(request), ...change(userText(request)) });
}

function textAnswer(text: string): Answer {
  return {
    kind: 'answer',
    blocks: [{ kind: 'text', text }],
    stopReason: 'end_turn',
    ...PACE,
    usage: { inputTokens: 1_200, outputTokens: 20 },
  };
}

function toolBlock({ toolNames }: ModelRequest, inputText: string): AnswerBlock {
  return { kind: 'toolUse', toolName: toolNames[0] ?? '', inputText };
}

function recommendation(request: ModelRequest): Readonly<Record<string, unknown>> {
  const { candidatesMb, tiers } = readBrief(request);
  const powerValueMb = Math.max(...candidatesMb);
  const durationMs = tiers.find(({ mb }) => mb === powerValueMb)?.ms ?? 0;
  return {
    powerValueMb,
    confidence: 'medium',
    rationale: `${powerValueMb} MB answers in ${durationMs} ms and is as good as any other candidate.`,
    risks: ['Only one kind of event was measured.'],
    followUps: [{ kind: 'arm64', reason: 'The function may run cheaper on arm64.' }],
  };
}

function readBrief(request: ModelRequest): BriefInPlay {
  const [, text] = /<brief>\n(.*?)\n<\/brief>/s.exec(userText(request)) ?? [];
  return text === undefined ? { candidatesMb: [128], tiers: [] } : JSON.parse(text);
}
