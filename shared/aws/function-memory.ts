import { type LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { PowerValue } from '../core/power-value.ts';
import { type CallContext, callAws } from './aws-call.ts';

/** One change of a function's memory size. */
export interface MemoryChange {
  readonly functionArn: string;
  readonly memoryMb: PowerValue;
  /** Revision id of the read that this change is based on. */
  readonly expectedRevisionId: string;
}

/**
 * Sets the memory size of `$LATEST`, only if the function was not changed after it was read.
 * Changes nothing else of it.
 *
 * @throws {RevisionConflictError} If `expectedRevisionId` is no longer current.
 * @throws {NotReadyError} If another update is in progress.
 */
export async function setFunctionMemory(
  client: LambdaClient,
  context: CallContext,
  { functionArn, memoryMb, expectedRevisionId }: MemoryChange,
): Promise<void> {
  await callAws(
    `set the memory size of "${functionArn}" to ${memoryMb} MB`,
    context,
    (abortSignal) =>
      client.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: functionArn,
          MemorySize: memoryMb,
          RevisionId: expectedRevisionId,
        }),
        { abortSignal },
      ),
    { retries: ['throttled'] },
  );
}
