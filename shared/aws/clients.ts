import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';

/**
 * How the clients of a task reach AWS. Empty where the task is deployed: the SDK finds everything
 * in its environment. The simulator brings its own way, without sockets.
 */
export interface AwsAccess {
  readonly region?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    /** Of a role that was assumed. */
    readonly sessionToken?: string;
  };
  readonly requestHandler?: HttpHandlerUserInput;
  /** Downloads from an address that AWS signed. Default: the platform's own. */
  readonly fetch?: typeof fetch;
}

type HttpHandlerUserInput = NonNullable<LambdaClientConfig['requestHandler']>;

/**
 * Sockets of one client. A step has at most a few dozen calls in flight, and a client that runs
 * out of sockets queues in silence.
 */
const SOCKET_COUNT_MAX = 128;

/** Longest wait for a connection, before any byte is sent. */
export const CONNECTION_MS_MAX = 3_000;

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

/** What every client is made with. */
export function clientConfig({ fetch: _fetch, ...access }: AwsAccess) {
  return { ...COMMON, ...access };
}

/** The client of the bucket's region, which is the tuner's own. */
export function s3Client(access: AwsAccess): S3Client {
  return new S3Client({
    ...clientConfig(access),
    // Bucket names as host names cannot be resolved on a local endpoint.
    forcePathStyle: true,
    // The bucket's own integrity checks suffice; trailers cost a pass over every body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** The Step Functions client of the tuner's own region. */
export function statesClient(access: AwsAccess): SFNClient {
  return new SFNClient(clientConfig(access));
}
