import { type AccountReader, accountReader } from '../../shared/aws/account-reader.ts';
import type { AwsAccess } from '../../shared/aws/clients.ts';
import { type RegionUsage, readRegionUsage } from '../../shared/aws/region-usage.ts';
import { callContext } from '../cli-access.ts';
import { UsageError } from '../usage-error.ts';

/** Which part of an account to read. */
export interface ScanScope {
  /** Of the names; empty for all. */
  readonly prefix: string;
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
  { prefix, dayCount }: ScanScope,
  { onProgress, interrupt }: ScanWatch,
): Promise<RegionUsage> {
  const reader = accountReader(access);
  try {
    return await readRegionUsage(
      {
        reader,
        callContext,
        onProgress: (text) => {
          interrupt.throwIfAborted();
          onProgress(text);
        },
      },
      {
        region: await regionOf(reader),
        isWanted: (functionName) => functionName.startsWith(prefix),
        dayCount,
      },
    );
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
