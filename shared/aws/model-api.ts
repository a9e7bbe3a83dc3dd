import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { CallContext } from './aws-call.ts';
import { type AwsAccess, CONNECTION_MS_MAX, clientConfig } from './clients.ts';
import { type Api, bindOperations } from './gateway.ts';
import { askModel } from './model-conversation.ts';

/** Bedrock within a step. */
export type ModelApi = Api<{ readonly askModel: typeof askModel }>;

/**
 * Bedrock's runtime in a region.
 *
 * Over HTTP/1.1, where the SDK would speak HTTP/2: only bidirectional streams need that, a plain
 * endpoint on one machine does not have it, and one request in a run gains nothing from it.
 */
export function modelApi(access: AwsAccess, region: string): (context: CallContext) => ModelApi {
  const requestHandler =
    access.requestHandler ?? new NodeHttpHandler({ connectionTimeout: CONNECTION_MS_MAX });
  const client = new BedrockRuntimeClient({
    ...clientConfig(access),
    region,
    // A handler for the HTTP/2 default of this client has another type than the common one.
    requestHandler: requestHandler as NodeHttpHandler,
  });
  return bindOperations({ askModel }, () => client);
}
