import type { ScanTotal } from '../../shared/core/scan/scan-total.ts';
import type { ScannedFunction } from '../../shared/core/scan/scanned-function.ts';
import type { ScanTag } from './scan-options.ts';

/** Price of a metric that GetMetricData reads, USD (CloudWatch pricing). */
export const METRIC_USD = 1e-5;

/** A scan as it is shown. */
export interface ScanResult {
  readonly regions: readonly string[];
  /** Of the names; empty for all. */
  readonly prefix: string;
  /** That they have; absent where all were looked at. */
  readonly tag?: ScanTag;
  readonly dayCount: number;
  /** By expected saving, most first. */
  readonly functions: readonly ScannedFunction[];
  readonly total: ScanTotal;
  /** Functions without a memory size to tune. */
  readonly skippedCount: number;
  readonly callCount: number;
  readonly metricCount: number;
  /** What the queries of logs have scanned; absent where none were asked for. */
  readonly logBytesScanned?: number;
}

const MEMORY_UNKNOWN =
  'Metrics do not tell how much memory a function uses: a size may turn out to be too small for it. A run of the tuner finds that out on a clone, and --logs reads it where production has logged it.';

const MEMORY_READ =
  'No size is proposed below the memory that a function was seen to use, where its logs were read; a larger event may need more.';

/** What a scan cannot know, because metrics and logs do not tell it. */
export function scanLimits({ functions }: ScanResult): readonly string[] {
  const isRead = functions.some(({ logs }) => logs?.kind === 'read');
  return [isRead ? MEMORY_READ : MEMORY_UNKNOWN, ...LIMITS];
}

const LIMITS: readonly string[] = [
  'A saving is a guess from one duration, by how durations of measured functions change with memory: measure before you change anything.',
  'Starts of environments, free tier, savings plans and provisioned concurrency are not part of the figures.',
];
