import { writeFile } from 'node:fs/promises';
import { assumeRole } from '../../shared/aws/assumed-role.ts';
import type { AwsAccess } from '../../shared/aws/clients.ts';
import type { RegionUsage } from '../../shared/aws/region-usage.ts';
import { DAY_MS } from '../../shared/core/duration-units.ts';
import { scanTotal } from '../../shared/core/scan/scan-total.ts';
import {
  byExpectedSaving,
  type ScannedFunction,
  scannedFunction,
} from '../../shared/core/scan/scanned-function.ts';
import { callContext, cliAccess } from '../cli-access.ts';
import type { Page } from '../output/answer-form.ts';
import { makeOutputPlace } from '../output-place.ts';
import { scanUsd } from './log-plan.ts';
import { readRegion, type ScanWatch } from './read-account.ts';
import { readLogs } from './read-logs.ts';
import { scanCsv } from './scan-csv.ts';
import type { ScanRequest } from './scan-options.ts';
import { scanPage } from './scan-page.ts';
import type { ScanResult } from './scan-result.ts';
import { scanText } from './scan-text.ts';

/** Where the output goes, and how it is formatted. */
export interface ScanOutput {
  /** Prints the result, on standard output. */
  result(text: string): void;
  /** Prints progress. */
  progress(text: string): void;
  readonly page: Page;
}

/**
 * Ranks the functions of an account by what tuning is expected to save, from metrics alone.
 *
 * @param interrupt Stops the reading.
 * @throws {TunerError} If the account cannot be read.
 * @throws {UsageError} If the report could not be saved; nothing is read then.
 */
export async function runScan(
  options: ScanRequest,
  output: ScanOutput,
  interrupt: AbortSignal,
): Promise<void> {
  if (options.htmlPath !== undefined) {
    makeOutputPlace('--html', options.htmlPath);
  }
  const result = await scanAccount(options, output, interrupt);
  if (options.htmlPath !== undefined) {
    await writeFile(options.htmlPath, scanPage(result));
    output.progress(`Report: ${options.htmlPath}`);
  }
  output.result(formatted(result, options, output.page));
}

/** A region, judged by its metrics and, if asked for, its logs. */
interface ScannedRegion extends Omit<RegionUsage, 'functions'> {
  readonly functions: readonly ScannedFunction[];
  readonly logBytesScanned: number;
}

async function scanAccount(
  { regions, roleArns, prefix, tag, dayCount, endpoint, logsUsdMax }: ScanRequest,
  { progress: onProgress }: ScanOutput,
  interrupt: AbortSignal,
): Promise<ScanResult> {
  const read: ScannedRegion[] = [];
  const watch = { onProgress, interrupt };
  const scope = { prefix, dayCount, ...(tag && { tag }) };
  for (const roleArn of roleArns.length > 0 ? roleArns : [undefined]) {
    for (const region of regions.length > 0 ? regions : [undefined]) {
      const own = cliAccess({ region, endpoint });
      const access = roleArn === undefined ? own : await assumeRole(own, callContext(), roleArn);
      if (roleArn !== undefined) onProgress(`as ${roleArn}`);
      const usage = await readRegion(access, scope, watch);
      const judged = judgedByMetrics(usage);
      const usdLeft = (logsUsdMax ?? 0) - scanUsd(sumOf(read, (own) => own.logBytesScanned));
      read.push(
        logsUsdMax === undefined
          ? judged
          : await withLogs(judged, { access, watch, dayCount, usdMax: Math.max(0, usdLeft) }),
      );
    }
  }
  const functions = byExpectedSaving(read.flatMap((own) => own.functions));
  return {
    regions: [...new Set(read.map(({ region }) => region))],
    prefix,
    ...(tag && { tag }),
    dayCount,
    functions,
    total: scanTotal(functions),
    skippedCount: sumOf(read, (own) => own.skippedCount),
    callCount: sumOf(read, (own) => own.callCount),
    metricCount: sumOf(read, (own) => own.metricCount),
    ...(logsUsdMax !== undefined && {
      logBytesScanned: sumOf(read, (own) => own.logBytesScanned),
    }),
  };
}

function sumOf<T>(all: readonly T[], of: (own: T) => number): number {
  return all.reduce((total, own) => total + of(own), 0);
}

function judgedByMetrics({ functions, ...usage }: RegionUsage): ScannedRegion {
  const judged = functions.map(({ subject, traffic }) => scannedFunction(subject, traffic));
  return { ...usage, functions: byExpectedSaving(judged), logBytesScanned: 0 };
}

/** Judges the invoked functions again with their logs, which say how small each one may become. */
async function withLogs(
  region: ScannedRegion,
  {
    access,
    watch,
    dayCount,
    usdMax,
  }: {
    readonly access: AwsAccess;
    readonly watch: ScanWatch;
    readonly dayCount: number;
    readonly usdMax: number;
  },
): Promise<ScannedRegion> {
  const invoked = region.functions.filter(({ outlook }) => outlook !== undefined);
  if (invoked.length === 0) {
    return region;
  }
  const endMs = callContext().clock.nowMs();
  const { readings, bytesScanned, callCount } = await readLogs(
    { ...access, region: region.region },
    {
      subjects: invoked.map(({ subject }) => subject),
      window: { startMs: endMs - dayCount * DAY_MS, endMs },
      usdMax,
    },
    watch,
  );
  const functions = region.functions.map((own) =>
    readings.has(own.subject)
      ? scannedFunction(own.subject, own.traffic, readings.get(own.subject))
      : own,
  );
  return {
    ...region,
    functions,
    logBytesScanned: bytesScanned,
    callCount: region.callCount + callCount,
  };
}

function formatted(result: ScanResult, { format, rowCountMax }: ScanRequest, page: Page): string {
  switch (format) {
    case 'json':
      return JSON.stringify({ schemaVersion: 1, ...result }, undefined, 2);
    case 'csv':
      return scanCsv(result.functions);
    case 'text':
      return scanText(result, page, rowCountMax);
  }
}
