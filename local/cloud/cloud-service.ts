import type { ApiError } from './wire/api-error.ts';
import type { CloudReply, CloudRequest } from './wire/cloud-message.ts';

/** Something a caller must be allowed to do before its call is carried out. */
export interface RequiredPermission {
  /** IAM action, such as `lambda:GetFunction`. */
  readonly action: string;
  /** ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** Condition keys that the service supplies, by full name. */
  readonly context: Readonly<Record<string, string>>;
}

/** A request that a service has understood but not yet carried out. */
export interface ServiceCall {
  /** Operation name of the API, such as `GetFunction`. */
  readonly action: string;
  /** ARN of what the operation is about, or `*`. */
  readonly resource: string;
  readonly permissions: readonly RequiredPermission[];
  execute(caller: CallerIdentity): Promise<CloudReply>;
}

/** Who a call is made by. */
export interface CallerIdentity {
  /** Role whose policies bind the caller; absent for the account's administrator. */
  readonly roleArn?: string;
  /** ARN that error messages and GetCallerIdentity name. */
  readonly arn: string;
  readonly accountId: string;
}

/** One AWS service of the local cloud. */
export interface CloudService {
  /** Service name of the SigV4 credential scope, such as `lambda` or `monitoring`. */
  readonly signingName: string;
  /**
   * Understands a request.
   *
   * @throws {ApiError} If the service has no such operation or a parameter is malformed.
   */
  resolveCall(request: CloudRequest): ServiceCall;
  renderError(error: ApiError, request: CloudRequest): CloudReply;
}
