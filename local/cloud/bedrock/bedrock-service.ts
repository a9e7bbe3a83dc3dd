import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, RequiredPermission, ServiceCall } from '../cloud-service.ts';
import type { CloudSettings } from '../local-cloud-options.ts';
import { ApiError } from '../wire/api-error.ts';
import { type CloudRequest, textReply } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { streamedReply, wholeReply } from './converse-reply.ts';
import { readConverseRequest } from './converse-request.ts';

const PATH = /^\/model\/(?<model>[^/]+)\/(?<operation>converse|converse-stream)$/;

/** Prefix of an inference profile's id; the foundation model's id follows. */
const PROFILE_PREFIX = /^(us|eu|jp|au|apac|global)\./;

/** Creates the Bedrock runtime: Converse and ConverseStream, answered by scripted models. */
export function createBedrockService(settings: CloudSettings, random: Random): CloudService {
  const callCounts = new Map<string, number>();
  return {
    signingName: 'bedrock',
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      throttled: { status: 429, code: 'ThrottlingException' },
      internalFailure: 'InternalServerException',
    },
    resolveCall: (request) => resolveCall(request, settings, callCounts),
    renderError: ({ status, code, message }) =>
      textReply(status, JSON.stringify({ message }), {
        'content-type': 'application/json',
        'x-amzn-errortype': code,
        'x-amzn-requestid': randomUuid(random),
      }),
  };
}

function resolveCall(
  request: CloudRequest,
  settings: CloudSettings,
  callCounts: Map<string, number>,
): ServiceCall {
  const { model, operation } = PATH.exec(request.path)?.groups ?? {};
  if (request.method !== 'POST' || model === undefined) {
    throw new ApiError(404, 'UnknownOperationException', `No operation at ${request.path}`);
  }
  const modelId = decodeURIComponent(model);
  const isStreamed = operation === 'converse-stream';
  const permissions = modelPermissions(modelId, isStreamed, settings);
  return {
    action: isStreamed ? 'ConverseStream' : 'Converse',
    resource: permissions[0]?.resource ?? '*',
    permissions,
    isDataPlane: true,
    execute: () => {
      const modelRequest = readConverseRequest(modelId, request);
      const script = settings.models[modelId];
      if (script === undefined) {
        throw new ApiError(400, 'ValidationException', 'The provided model identifier is invalid.');
      }
      const callNumber = (callCounts.get(modelId) ?? 0) + 1;
      callCounts.set(modelId, callNumber);
      const play = script(modelRequest, callNumber);
      return isStreamed ? streamedReply(play, settings.clock) : wholeReply(play, settings.clock);
    },
  };
}

/** Converse has no IAM action: it needs InvokeModel on the profile and on its foundation model. */
function modelPermissions(
  modelId: string,
  isStreamed: boolean,
  { region, accountId }: CloudSettings,
): readonly RequiredPermission[] {
  const action = isStreamed ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel';
  const foundationModel = modelId.replace(PROFILE_PREFIX, '');
  const modelArn = `arn:aws:bedrock:${region}::foundation-model/${foundationModel}`;
  return foundationModel === modelId
    ? [{ action, resource: modelArn }]
    : [
        {
          action,
          resource: `arn:aws:bedrock:${region}:${accountId}:inference-profile/${modelId}`,
        },
        { action, resource: modelArn },
      ];
}
