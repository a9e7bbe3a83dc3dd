import {
  type LambdaClient,
  ListProvisionedConcurrencyConfigsCommand,
} from '@aws-sdk/client-lambda';
import { type CallContext, callAws } from './aws-call.ts';
import type { FunctionAddress } from './function-description.ts';

/** Most pages, of 50 versions and aliases or fewer. */
const PAGE_COUNT_MAX = 20;

/** Longest wait for the list, milliseconds. A run can do without it. */
const LIST_MS_MAX = 2_000;

/**
 * Reads how many environments provisioned concurrency keeps ready for a function, or for one
 * version or alias of it.
 *
 * @throws {TunerError} If Lambda cannot be asked.
 */
export async function readProvisionedCount(
  client: LambdaClient,
  context: CallContext,
  { functionArn, qualifier }: FunctionAddress,
): Promise<number> {
  const deadlineMs = Math.min(context.deadlineMs, context.clock.nowMs() + LIST_MS_MAX);
  let count = 0;
  let marker: string | undefined;
  let pageCount = 0;
  do {
    const { ProvisionedConcurrencyConfigs = [], NextMarker } = await callAws(
      `list the provisioned concurrency of "${functionArn}"`,
      { ...context, deadlineMs },
      (abortSignal) =>
        client.send(
          new ListProvisionedConcurrencyConfigsCommand({
            FunctionName: functionArn,
            Marker: marker,
          }),
          { abortSignal },
        ),
    );
    for (const config of ProvisionedConcurrencyConfigs) {
      if (qualifier === undefined || config.FunctionArn?.endsWith(`:${qualifier}`)) {
        count += config.RequestedProvisionedConcurrentExecutions ?? 0;
      }
    }
    marker = NextMarker || undefined;
    pageCount += 1;
  } while (marker !== undefined && pageCount < PAGE_COUNT_MAX);
  return count;
}
