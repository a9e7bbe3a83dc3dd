import { type AccountReader, accountReader } from '../../shared/aws/account-reader.ts';
import type { AwsAccess } from '../../shared/aws/clients.ts';
import {
  type RegionUsage,
  readRegionUsage,
  type UsageEstimate,
} from '../../shared/aws/region-usage.ts';
import { countText, usdText } from '../../shared/core/advice/figure-text.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { callContext } from '../cli-access.ts';
import { UsageError } from '../usage-error.ts';
import type { ScanTag } from './scan-options.ts';
import { METRIC_USD } from './scan-result.ts';

/** Which part of an account to read. */
export interface ScanScope {
  /** Prefix of the functions' names; empty for all. */
  readonly prefix: string;
  /** Tag that the functions must have; absent for all. */
  readonly tag?: ScanTag;
  readonly dayCount: number;
}

/** How the reading of an account is reported and interrupted. */
export interface ScanWatch {
  /** Reports what is about to be read. */
  onProgress(text: string): void;
  /** Stops the reading between two calls. */
  readonly interrupt: AbortSignal;
}

/**
 * Reads the functions of a region and how they were used.
 *
 * @throws {TunerError} If Lambda or CloudWatch cannot be read.
 * @throws {UsageError} If no region is set.
 */
export async function readRegion(
  access: AwsAccess,
  { prefix, tag, dayCount }: ScanScope,
  { onProgress, interrupt }: ScanWatch,
): Promise<RegionUsage> {
  const reader = accountReader(access);
  try {
    const region = await regionOf(reader);
    const tagged = tag && (await readTagged(reader, tag));
    const usage = await readRegionUsage(
      {
        reader,
        callContext,
        onProgress: (text) => {
          interrupt.throwIfAborted();
          onProgress(text);
        },
        onEstimate: (estimate) => onProgress(`${region}: ${estimateText(estimate)}`),
      },
      {
        region,
        isWanted: ({ functionName, functionArn }) =>
          functionName.startsWith(prefix) && (tagged === undefined || tagged.has(functionArn)),
        dayCount,
      },
    );
    return { ...usage, callCount: usage.callCount + (tagged?.callCount ?? 0) };
  } finally {
    reader.close();
  }
}

/** @throws {UsageError} If neither the command nor the environment names a region. */
async function regionOf(reader: AccountReader): Promise<string> {
  try {
    return await reader.region();
  } catch (error) {
    throw new UsageError('Cannot tell which region to scan: give --region, or set AWS_REGION', {
      cause: error,
    });
  }
}

/** Reads which functions of the region have a tag, by their ARNs. */
async function readTagged(reader: AccountReader, { tag, value }: ScanTag) {
  const functionArns = new Set<string>();
  let callCount = 0;
  let token: string | undefined;
  do {
    const values = value === undefined ? undefined : [value];
    const page = await reader.readTaggedPage(callContext(), definedOnly({ tag, values, token }));
    for (const { functionArn } of page.functions) {
      functionArns.add(functionArn);
    }
    callCount += 1;
    token = page.token;
  } while (token !== undefined);
  return { has: (functionArn: string) => functionArns.has(functionArn), callCount };
}

/** Says how many calls the metrics take, and their price, if all functions were invoked. */
function estimateText({ functionCount, callCount, metricCount }: UsageEstimate): string {
  return `metrics of ${countText(functionCount, 'function')}, by at most ${countText(callCount, 'call')} (CloudWatch: ${usdText(metricCount * METRIC_USD)})`;
}
