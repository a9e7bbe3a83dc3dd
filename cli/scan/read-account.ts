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
  /** Of the names; empty for all. */
  readonly prefix: string;
  /** That they have; absent for all. */
  readonly tag?: ScanTag;
  readonly dayCount: number;
}

/** Who looks on while an account is read. */
export interface ScanWatch {
  /** Told what is about to be read. */
  onProgress(text: string): void;
  /** Ends the reading between two calls. */
  readonly interrupt: AbortSignal;
}

/**
 * Reads the functions of a region and how they were used.
 *
 * @throws {TunerError} If Lambda or CloudWatch cannot be asked.
 * @throws {UsageError} If there is no region to ask.
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

/** @throws {UsageError} If neither the command nor the environment names one. */
async function regionOf(reader: AccountReader): Promise<string> {
  try {
    return await reader.region();
  } catch (error) {
    throw new UsageError('Cannot tell which region to scan: give --region, or set AWS_REGION', {
      cause: error,
    });
  }
}

/** The functions of the region that have a tag, by their ARNs. */
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

/** What the metrics of so many functions take, if all were invoked. */
function estimateText({ functionCount, callCount, metricCount }: UsageEstimate): string {
  return `metrics of ${countText(functionCount, 'function')}, by at most ${countText(callCount, 'call')} (CloudWatch: ${usdText(metricCount * METRIC_USD)})`;
}
