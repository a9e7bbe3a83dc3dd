import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { CallContext } from './aws-call.ts';
import { type AwsAccess, CONNECTION_MS_MAX, clientConfig } from './clients.ts';
import { type Api, bindOperations } from './gateway.ts';
import { askModel } from './model-conversation.ts';

/** Bedrock within a step. */
export type ModelApi = Api<{ readonly askModel: typeof askModel }>;

/**
 * Returns the operations of Bedrock's runtime in a region.
 *
 * Uses HTTP/1.1 instead of the SDK's default, HTTP/2: only bidirectional streams need that, a local
 * endpoint does not support it, and one request per run gains nothing from it.
 */
export function modelApi(access: AwsAccess, region: string): (context: CallContext) => ModelApi {
  const requestHandler =
    access.requestHandler ?? new NodeHttpHandler({ connectionTimeout: CONNECTION_MS_MAX });
  const client = new BedrockRuntimeClient({
    ...clientConfig(access),
    region,
    // The HTTP/2 default gives this client's handler another type than the common one.
    requestHandler: requestHandler as NodeHttpHandler,
  });
  return bindOperations({ askModel }, () => client);
}
