import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';

/**
 * Sockets of one client. A step has at most a few dozen calls in flight, and a client that runs
 * out of sockets queues in silence.
 */
const SOCKET_COUNT_MAX = 128;

/** Longest wait for a connection, before any byte is sent. */
const CONNECTION_MS_MAX = 3_000;

/**
 * Every client: one attempt, because `callAws` retries by our own classification, and a measured
 * invocation must not be repeated behind our back. Endpoints are left to the SDK, which honours
 * `AWS_ENDPOINT_URL` and its per-service variants.
 */
const COMMON = {
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: CONNECTION_MS_MAX,
    httpAgent: { maxSockets: SOCKET_COUNT_MAX },
    httpsAgent: { maxSockets: SOCKET_COUNT_MAX },
  },
};

const lambdaClients = new Map<string, LambdaClient>();

/** The Lambda client of a region; one for the life of the execution environment. */
export function lambdaClient(region: string): LambdaClient {
  const known = lambdaClients.get(region);
  if (known !== undefined) {
    return known;
  }
  const client = new LambdaClient({ ...COMMON, region });
  lambdaClients.set(region, client);
  return client;
}

/** The client of the bucket's region, which is the tuner's own. */
export function s3Client(): S3Client {
  return new S3Client({
    ...COMMON,
    // Bucket names as host names cannot be resolved on a local endpoint.
    forcePathStyle: true,
    // The bucket's own integrity checks suffice; trailers cost a pass over every body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** IAM is one global service. */
export function iamClient(): IAMClient {
  return new IAMClient(COMMON);
}
