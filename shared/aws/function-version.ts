import { type LambdaClient, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { cleanText, MESSAGE_LENGTH_MAX } from '../core/untrusted-text.ts';
import { CallRejectedError, UnknownServiceError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type QualifiedAddress, readFunction } from './function-description.ts';

/** A published version. */
export interface FunctionVersion {
  readonly functionVersion: string;
  /** What its publisher wrote: whose version it is. */
  readonly description: string;
  /** False while Lambda still prepares it. */
  readonly isActive: boolean;
}

/** What to publish. */
export interface VersionOrder {
  readonly functionArn: string;
  readonly description: string;
  /** Code and revision of `$LATEST` that were read; anything else is not published. */
  readonly expectedCodeSha256: string;
  readonly expectedRevisionId: string;
}

/**
 * Publishes `$LATEST` as a version, only if it still is what was read. Lambda returns the version
 * that was published last where nothing has changed since, description included: published again
 * with the same description it is the same version, and never another publisher's.
 *
 * @throws {RevisionConflictError} If `expectedRevisionId` is no longer current.
 * @throws {NotReadyError} If an update is in progress.
 */
export async function publishVersion(
  client: LambdaClient,
  context: CallContext,
  { functionArn, description, expectedCodeSha256, expectedRevisionId }: VersionOrder,
): Promise<FunctionVersion> {
  const answer = await callAws(
    `publish a version of "${functionArn}"`,
    context,
    (abortSignal) =>
      client.send(
        new PublishVersionCommand({
          FunctionName: functionArn,
          Description: description,
          CodeSha256: expectedCodeSha256,
          RevisionId: expectedRevisionId,
        }),
        { abortSignal },
      ),
    { retries: ['throttled'] },
  );
  return versionOf(functionArn, answer);
}

/** Reads the version that a qualifier leads to. */
export async function readVersion(
  client: LambdaClient,
  context: CallContext,
  address: QualifiedAddress,
): Promise<FunctionVersion> {
  const { Configuration } = await readFunction(client, context, address);
  return versionOf(address.functionArn, Configuration ?? {});
}

function versionOf(
  functionArn: string,
  {
    Version,
    Description,
    State,
    StateReason,
    StateReasonCode,
  }: {
    readonly Version?: string | undefined;
    readonly Description?: string | undefined;
    readonly State?: string | undefined;
    readonly StateReason?: string | undefined;
    readonly StateReasonCode?: string | undefined;
  },
): FunctionVersion {
  if (Version === undefined) {
    throw new UnknownServiceError(`Cannot read a version of "${functionArn}": it has no number`);
  }
  if (State === 'Failed') {
    throw new CallRejectedError(
      `Cannot use version ${Version} of "${functionArn}": Lambda could not start it: ${cleanText(StateReason ?? '', MESSAGE_LENGTH_MAX)}`,
      StateReasonCode ?? 'Failed',
    );
  }
  return {
    functionVersion: Version,
    description: Description ?? '',
    isActive: State !== 'Pending',
  };
}
