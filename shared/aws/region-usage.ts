import { DAY_MS, MINUTE_MS } from '../core/duration-units.ts';
import type { ScanSubject, ScanTraffic } from '../core/scan/scan-subject.ts';
import type { AccountReader } from './account-reader.ts';
import type { CallContext } from './aws-call.ts';
import { type FleetMetric, QUERY_COUNT_MAX } from './fleet-metrics.ts';
import type { ListedFunction } from './function-list.ts';
import type { TrafficWindow, WindowMetrics } from './window-metrics.ts';

/** What to read of a region. */
interface UsageScope {
  readonly region: string;
  isWanted(listed: ListedFunction): boolean;
  readonly dayCount: number;
}

/** What reading depends on. */
interface UsagePorts {
  readonly reader: AccountReader;
  /** What the next call runs within. */
  callContext(): CallContext;
  /** Told what is about to be read; may end the reading by throwing. */
  onProgress(text: string): void;
  /** Told what the metrics will take at the most, before they are read. */
  onEstimate?(estimate: UsageEstimate): void;
}

/** What reading the metrics of functions takes, if all of them were invoked. */
export interface UsageEstimate {
  readonly functionCount: number;
  readonly callCount: number;
  readonly metricCount: number;
}

/** A function as the account shows it. */
interface FunctionUsage {
  readonly subject: ScanSubject;
  readonly traffic: ScanTraffic;
}

/** What was read of a region. */
export interface RegionUsage {
  readonly region: string;
  readonly functions: readonly FunctionUsage[];
  /** Functions without a memory size to tune. */
  readonly skippedCount: number;
  readonly callCount: number;
  /** Metrics that were asked for: CloudWatch bills them. */
  readonly metricCount: number;
}

/** What only a function with invocations has, and how they lie in time. */
const DETAILS = ['invocations', 'errors', 'throttles', 'durationMsMean', 'durationMsP99'] as const;

/**
 * Reads the functions of a region and how they were used: a page of 50 functions in a call, then 500
 * metrics in a call, first the invocations of all, then the rest of those that were invoked.
 *
 * @throws {TunerError} If Lambda or CloudWatch cannot be asked.
 */
export async function readRegionUsage(
  ports: UsagePorts,
  { region, isWanted, dayCount }: UsageScope,
): Promise<RegionUsage> {
  const onProgress = (text: string) => ports.onProgress(`${region}: ${text}`);
  const listed = await listFunctions(ports, (count) =>
    onProgress(count === 0 ? 'listing functions' : `${count} functions`),
  );
  const own = listed.functions.filter(isWanted);
  ports.onEstimate?.(estimateOf(own.length));
  const calls = new MetricCalls(ports, windowOf(ports, dayCount), (done, total) =>
    onProgress(`metrics, ${done} of ${total} calls`),
  );
  const invocations = await calls.read(own, ['invocations']);
  const invoked = own.filter((_, index) => (invocations[index]?.sum('invocations') ?? 0) > 0);
  const details = await calls.read(invoked, DETAILS);
  const detailsOf = new Map(invoked.map((each, index) => [each, details[index]]));
  return {
    region,
    functions: own.map((listedFunction) => ({
      subject: { ...listedFunction, region },
      traffic: trafficOf(detailsOf.get(listedFunction), dayCount),
    })),
    skippedCount: listed.skippedCount,
    callCount: listed.callCount + calls.callCount,
    metricCount: calls.metricCount,
  };
}

async function listFunctions(
  { reader, callContext }: UsagePorts,
  onCount: (count: number) => void,
) {
  const functions: ListedFunction[] = [];
  let [skippedCount, callCount] = [0, 0];
  let marker: string | undefined;
  do {
    onCount(functions.length);
    const page = await reader.readFunctionPage(callContext(), marker);
    functions.push(...page.functions);
    skippedCount += page.skippedCount;
    callCount += 1;
    marker = page.marker;
  } while (marker !== undefined);
  return { functions, skippedCount, callCount };
}

function estimateOf(functionCount: number): UsageEstimate {
  return {
    functionCount,
    callCount: callsFor(functionCount, ['invocations']) + callsFor(functionCount, DETAILS),
    metricCount: functionCount * (1 + DETAILS.length),
  };
}

function callsFor(functionCount: number, metrics: readonly FleetMetric[]): number {
  return Math.ceil(functionCount / Math.floor(QUERY_COUNT_MAX / metrics.length));
}

/** Whole minutes, as CloudWatch has them, the present one included. */
function windowOf({ callContext }: UsagePorts, dayCount: number): TrafficWindow {
  const endMs = Math.ceil(callContext().clock.nowMs() / MINUTE_MS) * MINUTE_MS;
  return { startMs: endMs - dayCount * DAY_MS, endMs };
}

/** Reads metrics, as many in a call as CloudWatch allows. */
class MetricCalls {
  callCount = 0;
  metricCount = 0;
  readonly #ports: UsagePorts;
  readonly #window: TrafficWindow;
  readonly #onCall: (done: number, total: number) => void;

  constructor(
    ports: UsagePorts,
    window: TrafficWindow,
    onCall: (done: number, total: number) => void,
  ) {
    this.#ports = ports;
    this.#window = window;
    this.#onCall = onCall;
  }

  async read(
    functions: readonly ListedFunction[],
    metrics: readonly FleetMetric[],
  ): Promise<readonly WindowMetrics<FleetMetric>[]> {
    const values: WindowMetrics<FleetMetric>[] = [];
    const perCall = Math.floor(QUERY_COUNT_MAX / metrics.length);
    const total = this.callCount + callsFor(functions.length, metrics);
    for (let first = 0; first < functions.length; first += perCall) {
      this.#onCall(this.callCount, total);
      const functionNames = functions
        .slice(first, first + perCall)
        .map(({ functionName }) => functionName);
      const query = { functionNames, metrics, window: this.#window };
      const { reader, callContext } = this.#ports;
      values.push(...(await reader.readFleetMetrics(callContext(), query)));
      this.callCount += 1;
      this.metricCount += functionNames.length * metrics.length;
    }
    return values;
  }
}

function trafficOf(metrics: WindowMetrics<FleetMetric> | undefined, dayCount: number): ScanTraffic {
  if (metrics === undefined) {
    return { dayCount, invocationCount: 0, errorCount: 0, throttleCount: 0 };
  }
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
