import { type ErrorCategory, TunerError } from '../errors.ts';

/** An error of an SDK client: a `ServiceException` or a network error. */
export interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  /** Why Lambda throttled, on `TooManyRequestsException`. */
  readonly Reason?: string;
  /** Code of a socket error, such as `ECONNRESET`. */
  readonly code?: string;
}

/**
 * Sorts a failure of an AWS call by whether a retry can help.
 *
 * A known error code takes precedence over the status code, which can mislead: Lambda answers a
 * revoked KMS key with 502, which the SDK would retry, and an EFS mount timeout with 408, which it
 * would not. Source: the exception lists of the Lambda, IAM, CloudWatch, S3 and Bedrock Runtime
 * service models.
 */
export function errorCategory(error: unknown): ErrorCategory {
  if (error instanceof TunerError) {
    return error.category;
  }
  if (!(error instanceof Error)) {
    return 'unknown';
  }
  const sdkError = error as SdkError;
  if (sdkError.name === 'ResourceConflictException') {
    return IN_PROGRESS_MESSAGE.test(sdkError.message) ? 'notReady' : 'conflict';
  }
  const byName = CATEGORY_BY_CODE[sdkError.name] ?? CATEGORY_BY_CODE[socketCodeOf(sdkError) ?? ''];
  return (
    byName ??
    (isCutDownload(sdkError) ? 'transient' : undefined) ??
    categoryByStatus(sdkError.$metadata?.httpStatusCode)
  );
}

/** Returns the code of a socket error, such as `ECONNRESET`; `fetch` hides it in the cause. */
export function socketCodeOf(error: SdkError): string | undefined {
  return error.code ?? (error.cause as SdkError | undefined)?.code;
}

/**
 * Whether a download was cut off. `fetch` then throws a TypeError without a code, or with one of
 * its own (`UND_ERR_…`).
 */
function isCutDownload(error: SdkError): boolean {
  const code = socketCodeOf(error);
  return (
    error instanceof TypeError &&
    ['terminated', 'fetch failed'].includes(error.message) &&
    (code === undefined || code.startsWith('UND_ERR_'))
  );
}

/** Whether Lambda throttled an invocation because the account already has too many in flight. */
export function isConcurrencyThrottle(error: unknown): boolean {
  return CONCURRENCY_REASON.test((error as SdkError | undefined)?.Reason ?? '');
}

/** `ConcurrentInvocationLimitExceeded` and its variant for reserved concurrency. */
const CONCURRENCY_REASON = /ConcurrentInvocationLimitExceeded$/;

/**
 * Matches a temporary 409. Only the message distinguishes a temporary one ("The operation cannot be
 * performed at this time. An update is in progress", "… in the following state: Pending", "could
 * not be updated due to a concurrent update operation") from a permanent one ("Function already
 * exist", a state of Failed).
 */
const IN_PROGRESS_MESSAGE =
  /in progress|in the following state: (?!Failed)|currently .*Pending|concurrent update operation|is initializing/i;

const CATEGORY_BY_CODE: Readonly<Record<string, ErrorCategory>> = {
  // Throttling, by the names the services use for it.
  TooManyRequestsException: 'throttled',
  BandwidthLimitExceeded: 'throttled',
  EC2ThrottledException: 'throttled',
  LimitExceededException: 'throttled',
  PriorRequestNotComplete: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  SlowDown: 'throttled',
  ThrottledException: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TransactionInProgressException: 'throttled',
  // STS could not reach an identity provider; S3 and others stopped waiting for the request's body.
  IDPCommunicationError: 'transient',
  IDPCommunicationErrorException: 'transient',
  RequestTimeout: 'transient',
  RequestTimeoutException: 'transient',
  // S3: another writer was writing the same object; a retry decides.
  ConditionalRequestConflict: 'transient',
  ModelNotReadyException: 'throttled',
  // Lambda: temporary.
  ServiceException: 'transient',
  EC2UnexpectedException: 'transient',
  ENINotReadyException: 'transient',
  ENILimitReachedException: 'transient',
  SubnetIPAddressLimitReachedException: 'transient',
  EFSMountConnectivityException: 'transient',
  EFSMountTimeoutException: 'transient',
  S3FilesMountConnectivityException: 'transient',
  S3FilesMountTimeoutException: 'transient',
  SnapStartTimeoutException: 'transient',
  ResourceNotReadyException: 'notReady',
  SnapStartNotReadyException: 'notReady',
  CodeArtifactUserPendingException: 'notReady',
  // Lambda: 5xx and 4xx that are permanent.
  KMSAccessDeniedException: 'permanent',
  KMSDisabledException: 'permanent',
  KMSInvalidStateException: 'permanent',
  KMSNotFoundException: 'permanent',
  EC2AccessDeniedException: 'permanent',
  InvalidRuntimeException: 'permanent',
  InvalidSecurityGroupIDException: 'permanent',
  InvalidSubnetIDException: 'permanent',
  InvalidZipFileException: 'permanent',
  SnapStartRegenerationFailureException: 'permanent',
  CodeArtifactUserFailedException: 'permanent',
  CodeArtifactUserDeletedException: 'permanent',
  DurableExecutionAlreadyStartedException: 'permanent',
  EFSIOException: 'permanent',
  // Conditional writes.
  PreconditionFailedException: 'conflict',
  PreconditionFailed: 'conflict',
  // IAM: a policy that cannot be evaluated is answered with 500, permanently.
  PolicyEvaluation: 'permanent',
  PolicyEvaluationException: 'permanent',
  // Bedrock: a failure of the model, not of the request.
  ModelTimeoutException: 'transient',
  ModelErrorException: 'transient',
  ModelStreamErrorException: 'transient',
  InternalServerException: 'transient',
  ServiceUnavailableException: 'transient',
  // The network, and the tuner's own timeout of one attempt.
  ECONNRESET: 'transient',
  ECONNREFUSED: 'transient',
  ECONNABORTED: 'transient',
  EHOSTUNREACH: 'transient',
  ENETUNREACH: 'transient',
  EPIPE: 'transient',
  ETIMEDOUT: 'transient',
  ENOTFOUND: 'transient',
  EAI_AGAIN: 'transient',
  TimeoutError: 'transient',
};

function categoryByStatus(status: number | undefined): ErrorCategory {
  if (status === undefined) {
    return 'unknown';
  }
  if (status === 429) {
    return 'throttled';
  }
  if (status >= 500) {
    return 'transient';
  }
  return status >= 400 ? 'permanent' : 'unknown';
}
