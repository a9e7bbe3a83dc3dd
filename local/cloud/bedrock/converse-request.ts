import { ApiError } from '../wire/api-error.ts';
import { bodyText, type CloudRequest } from '../wire/cloud-message.ts';
import type { ModelRequest } from './scripted-model.ts';

/** Models that refuse sampling parameters, which Claude dropped from 4.7 on. */
const WITHOUT_TEMPERATURE = /claude-(haiku|sonnet|opus)-5/;

/** Foundation models that are reached through an inference profile only. */
const PROFILE_ONLY = /^anthropic\.claude-(haiku|sonnet|opus)-(4-5|5)/;

/**
 * Reads the body of Converse and ConverseStream, and refuses what Bedrock would.
 *
 * @throws {ApiError} If Bedrock would refuse the request.
 */
export function readConverseRequest(modelId: string, request: CloudRequest): ModelRequest {
  const body = readBody(request);
  if (PROFILE_ONLY.test(modelId)) {
    throw invalid(
      `Invocation of model ID ${modelId} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    );
  }
  const { messages, system, inferenceConfig = {}, toolConfig, outputConfig } = body;
  refuseBadMessages(messages);
  if (
    WITHOUT_TEMPERATURE.test(modelId) &&
    (inferenceConfig.temperature !== undefined || inferenceConfig.topP !== undefined)
  ) {
    throw invalid(
      'The model returned the following errors: `temperature` is deprecated for this model.',
    );
  }
  const toolNames = (toolConfig?.tools ?? []).map((tool) => tool.toolSpec?.name ?? '');
  const forcedToolName = toolConfig?.toolChoice?.tool?.name;
  if (forcedToolName !== undefined && !toolNames.includes(forcedToolName)) {
    throw invalid(`The tool ${forcedToolName} of toolChoice is not among the tools.`);
  }
  return {
    modelId,
    systemText: (system ?? []).map(({ text = '' }) => text).join('\n'),
    messages: messages ?? [],
    toolNames,
    ...(forcedToolName !== undefined && { forcedToolName }),
    ...(inferenceConfig.maxTokens !== undefined && { tokensMax: inferenceConfig.maxTokens }),
    ...(outputConfig?.effort !== undefined && { effort: outputConfig.effort }),
    body: body as Readonly<Record<string, unknown>>,
  };
}

interface ConverseBody {
  readonly messages?: ModelRequest['messages'];
  readonly system?: readonly { readonly text?: string }[];
  readonly inferenceConfig?: {
    readonly maxTokens?: number;
    readonly temperature?: number;
    readonly topP?: number;
  };
  readonly toolConfig?: {
    readonly tools?: readonly { readonly toolSpec?: { readonly name?: string } }[];
    readonly toolChoice?: { readonly tool?: { readonly name?: string } };
  };
  readonly outputConfig?: { readonly effort?: string };
}

function readBody(request: CloudRequest): ConverseBody {
  try {
    return JSON.parse(bodyText(request)) as ConverseBody;
  } catch {
    throw new ApiError(400, 'SerializationException', 'The body is not JSON');
  }
}

/** Roles alternate and begin with the user; a text may not be blank. */
function refuseBadMessages(messages: ConverseBody['messages']): void {
  if (messages === undefined || messages.length === 0) {
    throw invalid('A conversation must have at least one message.');
  }
  for (const [index, { role, content }] of messages.entries()) {
    if (role !== (index % 2 === 0 ? 'user' : 'assistant')) {
      throw invalid('A conversation must alternate between user and assistant, user first.');
    }
    if (content.length === 0 || content.some(({ text }) => text === '')) {
      throw invalid(`The content field in the Message object at messages.${index} is empty.`);
    }
  }
  if (messages.length % 2 === 0) {
    throw invalid('A conversation must end with a user message.');
  }
  refuseUnansweredTools(messages);
}

/** Every use of a tool must be answered in the message after it. */
function refuseUnansweredTools(messages: ModelRequest['messages']): void {
  for (const [index, { content }] of messages.entries()) {
    const answered = (messages[index + 1]?.content ?? []).map(
      ({ toolResult }) => (toolResult as { toolUseId?: string } | undefined)?.toolUseId,
    );
    for (const { toolUse } of content) {
      const id = (toolUse as { toolUseId?: string } | undefined)?.toolUseId;
      if (id !== undefined && !answered.includes(id)) {
        throw invalid(`Expected toolResult blocks at messages.${index + 1}.content for: ${id}`);
      }
    }
  }
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'ValidationException', message);
}
