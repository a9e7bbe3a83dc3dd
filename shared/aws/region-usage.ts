import * as z from 'zod/mini';
import { exactCountText } from '../core/count-text.ts';
import { definedOnly } from '../core/defined-only.ts';
import { DAY_MS, MINUTE_MS } from '../core/duration-units.ts';
import {
  type ListedFunction,
  listedFunctionSchema,
  type ScanSubject,
  type ScanTraffic,
  scanTrafficSchema,
} from '../core/scan/scan-subject.ts';
import type { AccountReader } from './account-reader.ts';
import type { CallContext } from './aws-call.ts';
import { type FleetMetric, QUERY_COUNT_MAX } from './fleet-metrics.ts';
import type { WindowMetrics } from './window-metrics.ts';

/** The part of a region's usage to read. */
export interface UsageScope {
  readonly region: string;
  isWanted(listed: ListedFunction): boolean;
  readonly dayCount: number;
}

/** Dependencies of reading. */
interface UsagePorts {
  readonly reader: AccountReader;
  /** Returns the context of the next call. */
  callContext(): CallContext;
}

/** Callbacks while a region is read. */
interface UsageWatch {
  /** Called with what is about to be read. May end the reading by throwing. */
  onProgress(text: string): void;
  /** Called with the most that the metrics will take, before they are read. */
  onEstimate(estimate: UsageEstimate): void;
}

/** The most that reading the metrics takes: all functions are assumed to have been invoked. */
export interface UsageEstimate {
  readonly functionCount: number;
  readonly callCount: number;
  readonly metricCount: number;
}

/** A function with its settings and its traffic. */
export interface FunctionUsage {
  readonly subject: ScanSubject;
  readonly traffic: ScanTraffic;
}

/** The usage of a region. */
export interface RegionUsage {
  readonly region: string;
  readonly functions: readonly FunctionUsage[];
  /** Functions without a memory size to tune. */
  readonly skippedCount: number;
  readonly callCount: number;
  /** Number of metrics requested; CloudWatch bills them. */
  readonly metricCount: number;
}

/** How far a region has been read, with all that a later step needs to continue. */
export const usageProgressSchema = z.strictObject({
  /** End of the metrics' window, the same for all of them, milliseconds since the Unix epoch. */
  endMs: z.number(),
  isListed: z.boolean(),
  /** Where the list continues; absent before its first page and after its last one. */
  marker: z.exactOptional(z.string()),
  listedCount: z.int(),
  skippedCount: z.int(),
  callCount: z.int(),
  metricCount: z.int(),
  /** The wanted ones among the functions listed so far. */
  functions: z.array(listedFunctionSchema),
  /** Invocation counts of the first functions, in the order of `functions`. */
  invocationCounts: z.array(z.number()),
  /** Traffic of the first functions that were invoked, in the order of `functions`. */
  traffic: z.array(scanTrafficSchema),
});

export type UsageProgress = Readonly<z.infer<typeof usageProgressSchema>>;

/**
 * Metrics that are only read for functions that were invoked. `invocations` is needed again to
 * weigh the periods.
 */
const DETAILS = ['invocations', 'errors', 'throttles', 'durationMsMean', 'durationMsP99'] as const;

/** Functions per call. */
const INVOCATIONS_PER_CALL = QUERY_COUNT_MAX;
const DETAILS_PER_CALL = Math.floor(QUERY_COUNT_MAX / DETAILS.length);

/**
 * Returns the progress of a region about which nothing has been read yet. The window ends at a
 * whole minute, as CloudWatch requires.
 */
export function usageNotRead(nowMs: number): UsageProgress {
  return {
    endMs: Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS,
    isListed: false,
    listedCount: 0,
    skippedCount: 0,
    callCount: 0,
    metricCount: 0,
    functions: [],
    invocationCounts: [],
    traffic: [],
  };
}

/**
 * Reads the functions of a region and how they were used. A call reads 50 functions, or 500
 * metrics: first the invocations of all functions, then the other metrics of those that were
 * invoked.
 *
 * @throws {TunerError} If Lambda or CloudWatch cannot be asked.
 */
export async function readRegionUsage(
  ports: UsagePorts & UsageWatch,
  scope: UsageScope,
): Promise<RegionUsage> {
  let progress = usageNotRead(ports.callContext().clock.nowMs());
  while (!isUsageRead(progress)) {
    ports.onProgress(`${scope.region}: ${progressText(progress)}`);
    const { isListed } = progress;
    progress = await readMoreUsage(ports, scope, progress);
    if (progress.isListed && !isListed) ports.onEstimate(estimateOf(progress.functions.length));
  }
  return {
    region: scope.region,
    functions: usageOf(progress, scope),
    skippedCount: progress.skippedCount,
    callCount: progress.callCount,
    metricCount: progress.metricCount,
  };
}

/** Whether there is nothing more to read. */
export function isUsageRead({ isListed, functions, ...read }: UsageProgress): boolean {
  return (
    isListed &&
    read.invocationCounts.length === functions.length &&
    read.traffic.length === read.invocationCounts.filter((count) => count > 0).length
  );
}

/**
 * Makes the next call of {@link readRegionUsage}.
 *
 * @throws {TunerError} If it fails; everything read before remains valid.
 */
export async function readMoreUsage(
  ports: UsagePorts,
  scope: UsageScope,
  before: UsageProgress,
): Promise<UsageProgress> {
  if (!before.isListed) return await listMore(ports, scope, before);
  const { functions, invocationCounts, traffic } = before;
  if (invocationCounts.length < functions.length) {
    const some = functions.slice(invocationCounts.length).slice(0, INVOCATIONS_PER_CALL);
    const metrics = await readMetrics(ports, scope, { before, some, metrics: ['invocations'] });
    const counts = metrics.map((own) => own.sum('invocations'));
    return {
      ...counted(before, some.length),
      invocationCounts: [...invocationCounts, ...counts],
    };
  }
  const some = invokedOf(before).slice(traffic.length).slice(0, DETAILS_PER_CALL);
  const metrics = await readMetrics(ports, scope, { before, some, metrics: DETAILS });
  return {
    ...counted(before, some.length * DETAILS.length),
    traffic: [...traffic, ...metrics.map((own) => trafficOf(own, scope.dayCount))],
  };
}

/** Returns the functions of a finished reading. */
export function usageOf(
  progress: UsageProgress,
  { region, dayCount }: Pick<UsageScope, 'region' | 'dayCount'>,
): readonly FunctionUsage[] {
  const invoked = new Map(
    invokedOf(progress).map((each, index) => [each, progress.traffic[index]]),
  );
  const silence = { dayCount, invocationCount: 0, errorCount: 0, throttleCount: 0 };
  return progress.functions.map((listed) => ({
    subject: { ...listed, region },
    traffic: invoked.get(listed) ?? silence,
  }));
}

function invokedOf({ functions, invocationCounts }: UsageProgress): readonly ListedFunction[] {
  return functions.filter((_, index) => (invocationCounts[index] ?? 0) > 0);
}

async function listMore(
  { reader, callContext }: UsagePorts,
  { isWanted }: UsageScope,
  { marker, ...before }: UsageProgress,
): Promise<UsageProgress> {
  const page = await reader.readFunctionPage(callContext(), marker);
  return {
    ...before,
    ...definedOnly({ marker: page.marker }),
    isListed: page.marker === undefined,
    listedCount: before.listedCount + page.functions.length,
    skippedCount: before.skippedCount + page.skippedCount,
    callCount: before.callCount + 1,
    functions: [...before.functions, ...page.functions.filter(isWanted)],
  };
}

function counted(before: UsageProgress, metricCount: number): UsageProgress {
  return {
    ...before,
    callCount: before.callCount + 1,
    metricCount: before.metricCount + metricCount,
  };
}

function progressText({ isListed, listedCount, functions, ...read }: UsageProgress): string {
  if (!isListed)
    return listedCount === 0 ? 'listing functions' : exactCountText(listedCount, 'function');
  const invokedCount = read.invocationCounts.filter((count) => count > 0).length;
  const done =
    callsFor(read.invocationCounts.length, INVOCATIONS_PER_CALL) +
    callsFor(read.traffic.length, DETAILS_PER_CALL);
  const total =
    callsFor(functions.length, INVOCATIONS_PER_CALL) + callsFor(invokedCount, DETAILS_PER_CALL);
  return `metrics, ${done} of ${exactCountText(total, 'call')}`;
}

function estimateOf(functionCount: number): UsageEstimate {
  return {
    functionCount,
    callCount:
      callsFor(functionCount, INVOCATIONS_PER_CALL) + callsFor(functionCount, DETAILS_PER_CALL),
    metricCount: functionCount * (1 + DETAILS.length),
  };
}

function callsFor(functionCount: number, perCall: number): number {
  return Math.ceil(functionCount / perCall);
}

async function readMetrics(
  { reader, callContext }: UsagePorts,
  { dayCount }: UsageScope,
  {
    before: { endMs },
    some,
    metrics,
  }: {
    readonly before: UsageProgress;
    readonly some: readonly ListedFunction[];
    readonly metrics: readonly FleetMetric[];
  },
): Promise<readonly WindowMetrics<FleetMetric>[]> {
  return await reader.readFleetMetrics(callContext(), {
    functionNames: some.map(({ functionName }) => functionName),
    metrics,
    window: { startMs: endMs - dayCount * DAY_MS, endMs },
  });
}

function trafficOf(metrics: WindowMetrics<FleetMetric>, dayCount: number): ScanTraffic {
  return {
    dayCount,
    invocationCount: metrics.sum('invocations'),
    errorCount: metrics.sum('errors'),
    throttleCount: metrics.sum('throttles'),
    ...(metrics.values('durationMsMean').length > 0 && {
      durationMs: {
        mean: metrics.duration('durationMsMean'),
        p99: metrics.duration('durationMsP99'),
      },
    }),
  };
}
