import { type LambdaClient, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { cleanText, MESSAGE_LENGTH_MAX } from '../core/untrusted-text.ts';
import { CallRejectedError, UnknownServiceError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type QualifiedAddress, readFunction } from './function-description.ts';

/** A published version. */
export interface FunctionVersion {
  readonly functionVersion: string;
  /** The publisher's description, which shows whose version it is. */
  readonly description: string;
  /** False while Lambda is still preparing the version. */
  readonly isActive: boolean;
}

/** A version to publish. */
export interface VersionOrder {
  readonly functionArn: string;
  readonly description: string;
  /** Code hash and revision id of `$LATEST` as it was read; nothing else is published. */
  readonly expectedCodeSha256: string;
  readonly expectedRevisionId: string;
}

/**
 * Publishes `$LATEST` as a version, only if it was not changed after it was read. If nothing has
 * changed since the last version, description included, Lambda returns that version. So publishing
 * again with the same description returns the same version, and never another publisher's.
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

/** Reads the version that a qualifier points to. */
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
