import type { ApiError } from './wire/api-error.ts';
import type { CloudReply, CloudRequest, CloudStream } from './wire/cloud-message.ts';

/** Values of IAM condition keys, by full name. */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>;

/** Something a caller must be allowed to do before its call is carried out. */
export interface RequiredPermission {
  /** IAM action, such as `lambda:GetFunction`. */
  readonly action: string;
  /** ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** Condition keys that the service supplies; the global ones are added to them. */
  readonly context?: ConditionContext;
}

/** Who a call is made by. */
export interface Caller {
  /** Role whose policies bind the caller; absent for the account's administrator. */
  readonly roleArn: string | undefined;
  /** ARN that error messages and GetCallerIdentity name. */
  readonly arn: string;
  /** Returns whether the caller may do something, for answers that depend on it. */
  isAllowed(permission: RequiredPermission): boolean;
}

/** A fault that the service itself must simulate. Calls that it does not apply to succeed. */
export type ServiceFault =
  /** CreateFunction creates the function but no snapshot of it, and answers 429. */
  | { readonly kind: 'halfDone' }
  /** GetMetricData answers without values, with this status. */
  | { readonly kind: 'metricStatus'; readonly statusCode: MetricStatusCode }
  /** The first page of GetMetricData has no values, and a token for the next one. */
  | { readonly kind: 'emptyPage' };

/** CloudWatch's status of the answer to a query. */
export type MetricStatusCode = 'Complete' | 'InternalError' | 'PartialData' | 'Forbidden';

/** A request that a service has understood but not yet carried out. */
export interface ServiceCall {
  /** Operation name of the API, such as `GetFunction`. */
  readonly action: string;
  /** ARN of the resource that the operation addresses, or `*`. */
  readonly resource: string;
  readonly permissions: readonly RequiredPermission[];
  /** Whether it is answered without credentials, as a presigned URL is. */
  readonly isPresigned?: boolean;
  /** Whether it is slowed down by `dataPlaneDelayMs`, and not by `controlPlaneDelayMs`. */
  readonly isDataPlane?: boolean;
  /** @throws {ApiError} If the operation fails. */
  execute(
    caller: Caller,
    fault?: ServiceFault,
  ): Promise<CloudReply | CloudStream> | CloudReply | CloudStream;
}

/** A service's codes for the errors that every service has. */
export interface ServiceErrorCodes {
  readonly accessDenied: string;
  readonly throttled: {
    readonly status: number;
    readonly code: string;
    readonly fields?: Readonly<Record<string, string>>;
  };
  readonly internalFailure: string;
}

/** One AWS service of the local cloud. */
export interface CloudService {
  /** Service name of the SigV4 credential scope, such as `lambda` or `monitoring`. */
  readonly signingName: string;
  readonly errorCodes: ServiceErrorCodes;
  /**
   * Parses a request into a call.
   *
   * @throws {ApiError} If the service has no such operation or a parameter is malformed.
   */
  resolveCall(request: CloudRequest): ServiceCall;
  renderError(error: ApiError, request: CloudRequest): CloudReply;
  /** Stops everything that the service has running. */
  stop?(): Promise<void>;
}
