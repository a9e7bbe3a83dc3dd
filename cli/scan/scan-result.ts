import type { ScanTotal } from '../../shared/core/scan/scan-total.ts';
import type { ScannedFunction } from '../../shared/core/scan/scanned-function.ts';
import type { ScanTag } from './scan-options.ts';

/** Price of a metric that GetMetricData reads, USD (CloudWatch pricing). */
export const METRIC_USD = 1e-5;

/** The result of a scan. */
export interface ScanResult {
  readonly regions: readonly string[];
  /** Prefix of the functions' names; empty for all. */
  readonly prefix: string;
  /** Tag that the functions have; absent for all. */
  readonly tag?: ScanTag;
  readonly dayCount: number;
  /** By expected saving, most first. */
  readonly functions: readonly ScannedFunction[];
  readonly total: ScanTotal;
  /** Functions without a memory size to tune. */
  readonly skippedCount: number;
  readonly callCount: number;
  readonly metricCount: number;
  /** Bytes that the queries of logs scanned; absent if logs were not asked for. */
  readonly logBytesScanned?: number;
}

const MEMORY_UNKNOWN =
  'Metrics do not show how much memory a function uses, so a size may be too small for it. A run of the tuner finds that out on a clone, and --logs reads it from the logs of production.';

const MEMORY_READ =
  'No size is proposed below the memory that a function was seen to use, where its logs were read; a larger event may need more.';

/** Lists what a scan cannot know, because metrics and logs do not show it. */
export function scanLimits({ functions }: ScanResult): readonly string[] {
  const isRead = functions.some(({ logs }) => logs?.kind === 'read');
  return [isRead ? MEMORY_READ : MEMORY_UNKNOWN, ...LIMITS];
}

const LIMITS: readonly string[] = [
  'A saving is estimated from one duration and from how the durations of measured functions change with memory: measure before you change anything.',
  'The figures do not include starts of execution environments, the free tier, savings plans and provisioned concurrency.',
];
