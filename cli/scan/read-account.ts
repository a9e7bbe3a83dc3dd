import { type AccountReader, accountReader } from '../../shared/aws/account-reader.ts';
import type { AwsAccess } from '../../shared/aws/clients.ts';
import { type FleetMetric, QUERY_COUNT_MAX } from '../../shared/aws/fleet-metrics.ts';
import type { ListedFunction } from '../../shared/aws/function-list.ts';
import type { TrafficWindow, WindowMetrics } from '../../shared/aws/window-metrics.ts';
import { countText, usdText } from '../../shared/core/advice/figure-text.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/core/duration-units.ts';
import type { ScanSubject, ScanTraffic } from '../../shared/core/scan/scan-subject.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
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

/** A function as the account shows it. */
interface ReadFunction {
  readonly subject: ScanSubject;
  readonly traffic: ScanTraffic;
}

/** What was read of one region. */
export interface ReadRegion {
  readonly region: string;
  readonly functions: readonly ReadFunction[];
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
 * @throws {UsageError} If there is no region to ask.
 */
export async function readRegion(
  access: AwsAccess,
  { prefix, tag, dayCount }: ScanScope,
  { onProgress, interrupt }: ScanWatch,
): Promise<ReadRegion> {
  const reader = accountReader(access);
  try {
    const region = await regionOf(reader);
    const listed = await listFunctions(reader, (count) => {
      interrupt.throwIfAborted();
      onProgress(count === 0 ? `${region}: listing functions` : `${region}: ${count} functions`);
    });
    const tagged = tag && (await readTagged(reader, tag));
    const own = listed.functions.filter(
      ({ functionName, functionArn }) =>
        functionName.startsWith(prefix) && (tagged === undefined || tagged.has(functionArn)),
    );
    onProgress(`${region}: ${estimateText(own.length)}`);
    const calls = new MetricCalls(reader, windowOf(dayCount), (done, total) => {
      interrupt.throwIfAborted();
      onProgress(`${region}: metrics, ${done} of ${total} calls`);
    });
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
      callCount: listed.callCount + (tagged?.callCount ?? 0) + calls.callCount,
      metricCount: calls.metricCount,
    };
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

async function listFunctions(reader: AccountReader, onCount: (count: number) => void) {
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
function estimateText(functionCount: number): string {
  const callCount = callsFor(functionCount, ['invocations']) + callsFor(functionCount, DETAILS);
  const metricCount = functionCount * (1 + DETAILS.length);
  return `metrics of ${countText(functionCount, 'function')}, by at most ${countText(callCount, 'call')} (CloudWatch: ${usdText(metricCount * METRIC_USD)})`;
}

function callsFor(functionCount: number, metrics: readonly FleetMetric[]): number {
  return Math.ceil(functionCount / Math.floor(QUERY_COUNT_MAX / metrics.length));
}

/** Whole minutes, as CloudWatch has them, the present one included. */
function windowOf(dayCount: number): TrafficWindow {
  const endMs = Math.ceil(systemClock.nowMs() / MINUTE_MS) * MINUTE_MS;
  return { startMs: endMs - dayCount * DAY_MS, endMs };
}

/** Reads metrics, as many in a call as CloudWatch allows. */
class MetricCalls {
  callCount = 0;
  metricCount = 0;
  readonly #reader: AccountReader;
  readonly #window: TrafficWindow;
  readonly #onCall: (done: number, total: number) => void;

  constructor(
    reader: AccountReader,
    window: TrafficWindow,
    onCall: (done: number, total: number) => void,
  ) {
    this.#reader = reader;
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
      values.push(...(await this.#reader.readFleetMetrics(callContext(), query)));
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
