import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The real SDK clients, pointed at a local cloud. */
export interface CloudClients {
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly cloudwatch: CloudWatchClient;
  destroy(): void;
}

/** Creates clients that sign as an access key and never retry. */
export function createCloudClients(
  endpoint: string,
  accessKeyId = 'AKIAADMINISTRATOR',
): CloudClients {
  const options = {
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
  };
  const clients = {
    lambda: new LambdaClient(options),
    s3: new S3Client(options),
    iam: new IAMClient(options),
    cloudwatch: new CloudWatchClient(options),
  };
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Creates a Bedrock client; over HTTP/1.1, as the tuner does. */
export function createBedrockClient(
  endpoint: string,
  accessKeyId = 'AKIAADMINISTRATOR',
): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler(),
  });
}

/** Returns the error of a call that is expected to fail. */
export async function failureOf(call: Promise<unknown>): Promise<{
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & {
      $metadata?: { httpStatusCode?: number };
    };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('Cannot take the failure of a call: it must fail, and it succeeded');
}
