import { writeFile } from 'node:fs/promises';
import { assumeRole } from '../../shared/aws/assumed-role.ts';
import { scanTotal } from '../../shared/core/scan/scan-total.ts';
import { byExpectedSaving, scannedFunction } from '../../shared/core/scan/scanned-function.ts';
import { callContext, cliAccess } from '../cli-access.ts';
import type { Page } from '../output/answer-form.ts';
import { makeOutputPlace } from '../output-place.ts';
import { type ReadRegion, readRegion } from './read-account.ts';
import { scanCsv } from './scan-csv.ts';
import type { ScanRequest } from './scan-options.ts';
import { scanPage } from './scan-page.ts';
import type { ScanResult } from './scan-result.ts';
import { scanText } from './scan-text.ts';

/** Where lines go, and how they are shown. */
export interface ScanOutput {
  /** What was asked for: standard output. */
  result(text: string): void;
  /** What happens on the way. */
  progress(text: string): void;
  readonly page: Page;
}

/**
 * Ranks the functions of an account by what tuning is expected to save, from metrics alone.
 *
 * @param interrupt Ends the reading.
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

async function scanAccount(
  { regions, roleArns, prefix, tag, dayCount, endpoint }: ScanRequest,
  { progress: onProgress }: ScanOutput,
  interrupt: AbortSignal,
): Promise<ScanResult> {
  const read: ReadRegion[] = [];
  const scope = { prefix, dayCount, ...(tag && { tag }) };
  for (const roleArn of roleArns.length > 0 ? roleArns : [undefined]) {
    for (const region of regions.length > 0 ? regions : [undefined]) {
      const own = cliAccess({ region, endpoint });
      const access = roleArn === undefined ? own : await assumeRole(own, callContext(), roleArn);
      if (roleArn !== undefined) onProgress(`as ${roleArn}`);
      read.push(await readRegion(access, scope, { onProgress, interrupt }));
    }
  }
  const functions = byExpectedSaving(
    read.flatMap((own) => own.functions.map((each) => scannedFunction(each.subject, each.traffic))),
  );
  const sum = (of: (own: ReadRegion) => number) => read.reduce((total, own) => total + of(own), 0);
  return {
    regions: [...new Set(read.map(({ region }) => region))],
    prefix,
    ...(tag && { tag }),
    dayCount,
    functions,
    total: scanTotal(functions),
    skippedCount: sum((own) => own.skippedCount),
    callCount: sum((own) => own.callCount),
    metricCount: sum((own) => own.metricCount),
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
