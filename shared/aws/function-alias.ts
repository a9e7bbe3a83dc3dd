import {
  GetAliasCommand,
  GetProvisionedConcurrencyConfigCommand,
  type LambdaClient,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { cleanText, MESSAGE_LENGTH_MAX } from '../core/untrusted-text.ts';
import { FunctionNotFoundError, UnknownServiceError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import type { SdkError } from './error-category.ts';
import type { QualifiedAddress } from './function-description.ts';

/** An alias of a function. */
export interface AliasAddress {
  readonly functionArn: string;
  readonly name: string;
}

/** The present state of an alias. */
export interface AliasView {
  readonly functionVersion: string;
  /** Revision id of the alias itself; every change of the alias changes it. */
  readonly revisionId: string | undefined;
  /** Share of traffic, 0 to 1, of each further version; empty unless a release is under way. */
  readonly additionalVersionWeights: Readonly<Record<string, number>>;
}

/**
 * Reads an alias.
 *
 * @throws {FunctionNotFoundError} If there is none of this name.
 */
export async function readAlias(
  client: LambdaClient,
  context: CallContext,
  { functionArn, name }: AliasAddress,
): Promise<AliasView> {
  const answer = await callAws(
    `read alias "${name}" of "${functionArn}"`,
    context,
    async (abortSignal) => {
      try {
        return await client.send(new GetAliasCommand({ FunctionName: functionArn, Name: name }), {
          abortSignal,
        });
      } catch (error) {
        if ((error as SdkError).name === 'ResourceNotFoundException') {
          throw new FunctionNotFoundError(
            `Cannot apply to "${functionArn}:${name}": the function has no such alias. Check "applyTo"`,
            { cause: error },
          );
        }
        throw error;
      }
    },
  );
  if (answer.FunctionVersion === undefined) {
    throw new UnknownServiceError(
      `Cannot read alias "${name}" of "${functionArn}": Lambda named no version`,
    );
  }
  return {
    functionVersion: answer.FunctionVersion,
    revisionId: answer.RevisionId,
    additionalVersionWeights: answer.RoutingConfig?.AdditionalVersionWeights ?? {},
  };
}

/** One change of the version that an alias points to. */
export interface AliasChange extends AliasAddress {
  readonly functionVersion: string;
  /** Revision id of the alias that this change is based on. */
  readonly expectedRevisionId: string;
}

/**
 * Points an alias to another version, only if the alias was not changed after it was read. Changes
 * nothing else of it.
 *
 * @throws {RevisionConflictError} If `expectedRevisionId` is no longer current.
 */
export async function pointAlias(
  client: LambdaClient,
  context: CallContext,
  { functionArn, name, functionVersion, expectedRevisionId }: AliasChange,
): Promise<void> {
  await callAws(
    `move alias "${name}" of "${functionArn}" to version ${functionVersion}`,
    context,
    (abortSignal) =>
      client.send(
        new UpdateAliasCommand({
          FunctionName: functionArn,
          Name: name,
          FunctionVersion: functionVersion,
          RevisionId: expectedRevisionId,
        }),
        { abortSignal },
      ),
    { retries: ['throttled'] },
  );
}

/** State of the provisioned concurrency of an alias or a version. */
export type ProvisionedStatus =
  | { readonly kind: 'none' | 'ready' | 'inProgress' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads the state of the provisioned concurrency of an alias or a version. */
export async function readProvisionedStatus(
  client: LambdaClient,
  context: CallContext,
  { functionArn, qualifier }: QualifiedAddress,
): Promise<ProvisionedStatus> {
  return await callAws(
    `read the provisioned concurrency of "${functionArn}:${qualifier}"`,
    context,
    async (abortSignal) => {
      try {
        const { Status, StatusReason } = await client.send(
          new GetProvisionedConcurrencyConfigCommand({
            FunctionName: functionArn,
            Qualifier: qualifier,
          }),
          { abortSignal },
        );
        switch (Status) {
          case 'READY':
            return { kind: 'ready' };
          case 'FAILED':
            return {
              kind: 'failed',
              reason: cleanText(StatusReason ?? 'Lambda gave no reason', MESSAGE_LENGTH_MAX),
            };
          default:
            return { kind: 'inProgress' };
        }
      } catch (error) {
        if ((error as SdkError).name === 'ProvisionedConcurrencyConfigNotFoundException') {
          return { kind: 'none' };
        }
        throw error;
      }
    },
  );
}
