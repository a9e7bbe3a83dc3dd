import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';

/**
 * How the clients of a task reach AWS. Empty in a deployed task: the SDK reads everything from its
 * environment. The simulator passes a transport without sockets.
 */
export interface AwsAccess {
  readonly region?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    /** Token of an assumed role. */
    readonly sessionToken?: string;
  };
  readonly requestHandler?: HttpHandlerUserInput;
  /** Downloads from a URL that AWS signed. Default: the platform's `fetch`. */
  readonly fetch?: typeof fetch;
}

type HttpHandlerUserInput = NonNullable<LambdaClientConfig['requestHandler']>;

/**
 * Most sockets of one client. A step has at most a few dozen calls in flight, and a client that
 * runs out of sockets queues without a warning.
 */
const SOCKET_COUNT_MAX = 128;

/** Longest wait for a connection before any byte is sent, milliseconds. */
export const CONNECTION_MS_MAX = 3_000;

/**
 * Settings of every client. One attempt, because `callAws` retries by the tuner's own categories,
 * and an SDK must not repeat a measured invocation. Endpoints are left to the SDK, which honours
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

/** Returns the settings with which every client is made. */
export function clientConfig({ fetch: _fetch, ...access }: AwsAccess) {
  return { ...COMMON, ...access };
}

/** Makes the client of the bucket's region, which is the tuner's own. */
export function s3Client(access: AwsAccess): S3Client {
  return new S3Client({
    ...clientConfig(access),
    // A local endpoint cannot resolve bucket names as host names.
    forcePathStyle: true,
    // The bucket's own integrity checks suffice; trailers cost a pass over every body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** Makes the Step Functions client of the tuner's own region. */
export function statesClient(access: AwsAccess): SFNClient {
  return new SFNClient(clientConfig(access));
}
