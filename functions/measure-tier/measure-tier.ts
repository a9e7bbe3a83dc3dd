import type { InvocationAnswer, InvocationOrder } from '../../shared/aws/function-invocation.ts';
import { type Carried, payloadTextsSchema } from '../../shared/contract/carried.ts';
import {
  type MeasureTierInput,
  type MeasureTierOutput,
  type TierProgress,
  tierProgressSchema,
} from '../../shared/contract/measure-tier.ts';
import { progressKey } from '../../shared/contract/store-key.ts';
import {
  type FailedInvocation,
  type InvocationOutcome,
  invocationOutcome,
} from '../../shared/core/invocation-outcome.ts';
import { readReport } from '../../shared/core/report-line.ts';
import type { Tier, TierOutcome } from '../../shared/core/tier.ts';
import { InvalidRequestError, ThrottledError, TunerError } from '../../shared/errors.ts';
import { carry, unpack } from '../../shared/runtime/carried.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { directOutcome } from './direct-outcome.ts';
import { NOTHING_MEASURED, TierMeasuring } from './tier-measuring.ts';

/** What MeasureTier needs of the world. */
export interface MeasureTierPorts {
  readonly clock: Clock;
  readonly store: Store;
  /** Invokes once. Throws if nobody knows whether the function ran. */
  invoke(order: InvocationOrder): Promise<InvocationAnswer>;
  /** When this step must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
}

/** On top of the function's own time-out: its start, and the way there and back. */
const INVOCATION_OVERHEAD_MS = 12_000;

/** Left at the end of a step for keeping what was measured. */
const KEEPING_MS = 3_000;

/** Largest value that travels in the state when the store does not take it, bytes of JSON. */
const UNKEPT_BYTES_MAX = 32 * 1024;

/** Invocations by the state machine go one after another. */
const DIRECT_LANE = 0;

/** Largest event that the state machine can hand to the function itself. */
const DIRECT_PAYLOAD_BYTES_MAX = 100_000;

/**
 * Measures one tier on its clone, within this step's time.
 *
 * Returns what it has when time is up. An invocation is only started if it will be answered in
 * time: one that is given up would be paid for and lost. A function that may outlast a whole step
 * is invoked by the state machine instead, and its answer handed in.
 */
export async function measureTier(
  ports: MeasureTierPorts,
  input: MeasureTierInput,
): Promise<MeasureTierOutput> {
  const { run, measurement } = input;
  const { payloadWeights } = input;
  const progressBefore = await readProgress(ports.store, input);
  const measuring = new TierMeasuring(measurement, progressBefore, payloadWeights.length);
  if (input.direct !== null) {
    const isFirst = measuring.isFirstOfLane(DIRECT_LANE);
    measuring.takeTurn(DIRECT_LANE);
    measuring.record(directOutcome(input.direct, input, isFirst), DIRECT_LANE);
  }
  const stepMs = ports.deadlineMs - ports.clock.nowMs() - KEEPING_MS;
  let payloadTexts: readonly string[];
  try {
    payloadTexts = await unpack(ports.store, input.payload, payloadTextsSchema, 'the payloads');
  } catch (error) {
    const failed = failedOutcome(error);
    return { status: 'complete', tier: await carryTier(ports.store, input, measuring, failed) };
  }

  await Promise.all(
    measuring.lanes.map((lane) => runLane(ports, input, measuring, lane, payloadTexts)),
  );

  const outcome = measuring.outcome();
  if (outcome !== undefined) {
    return { status: 'complete', tier: await carryTier(ports.store, input, measuring, outcome) };
  }
  const progress = await keep(
    ports.store,
    progressKey(run, `measuring-${measurement.powerValue}`),
    measuring.progress(),
  );
  if (invocationMsMax(measuring, input) <= stepMs) {
    return { status: 'continue', progress, direct: null };
  }
  const turn = measuring.takeTurn(DIRECT_LANE);
  const payload = directPayload(payloadTexts[turn?.payloadClass ?? 0] ?? '');
  return { status: 'invokeDirectly', progress, payload };
}

/** Invokes again and again, one after another, until the tier is done or time is short. */
async function runLane(
  ports: MeasureTierPorts,
  input: MeasureTierInput,
  measuring: TierMeasuring,
  lane: number,
  payloadTexts: readonly string[],
): Promise<void> {
  for (let turn = measuring.takeTurn(lane); turn; turn = measuring.takeTurn(lane)) {
    const durationMsMax = invocationMsMax(measuring, input);
    if (ports.clock.nowMs() + durationMsMax + KEEPING_MS > ports.deadlineMs) {
      measuring.returnTurn(lane);
      return;
    }
    const payloadText = payloadTexts[turn.payloadClass] ?? '';
    const order = { lane, payloadText, durationMsMax };
    try {
      measuring.record(await invokeOnce(ports, input, measuring, order), lane);
    } catch (error) {
      if (error instanceof ThrottledError) {
        measuring.returnTurn(lane);
        return;
      }
      measuring.record(brokenInvocation(error), lane);
    }
  }
}

/** After anything but throttling nobody knows whether the function ran. */
function brokenInvocation(error: unknown): FailedInvocation {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const isPermanent = error instanceof TunerError && error.category === 'permanent';
  return {
    kind: isPermanent ? 'rejected' : 'unreported',
    errorName: name,
    message,
    billedDurationMs: 0,
  };
}

/**
 * @throws {InvalidRequestError} If the event is too large for the state machine to hand over.
 */
function directPayload(payloadText: string): unknown {
  const bytes = Buffer.byteLength(payloadText);
  if (bytes > DIRECT_PAYLOAD_BYTES_MAX) {
    throw new InvalidRequestError(
      `Cannot measure a function that may run longer than a step of the tuner: "payload" must be at most ${DIRECT_PAYLOAD_BYTES_MAX} bytes then: current size is ${bytes}`,
    );
  }
  return JSON.parse(payloadText);
}

async function carryTier(
  store: Store,
  { run, measurement }: MeasureTierInput,
  measuring: TierMeasuring,
  outcome: TierOutcome,
): Promise<Carried> {
  const { samples, errorCount, errorBilledDurationMs } = measuring.progress();
  const tier: Tier = {
    powerValue: measurement.powerValue,
    outcome,
    samples,
    errorCount,
    errorBilledDurationMs,
  };
  return await keep(store, progressKey(run, `tier-${measurement.powerValue}`), tier);
}

/** What was measured was paid for: where the store does not take it, it travels in the state. */
async function keep(store: Store, key: string, value: unknown): Promise<Carried> {
  try {
    return await carry(store, key, value);
  } catch (error) {
    if (error instanceof TunerError && JSON.stringify(value).length <= UNKEPT_BYTES_MAX) {
      return { kind: 'inline', value };
    }
    throw error;
  }
}

/** What passes is left to the state machine, which runs the step again with the same input. */
function failedOutcome(error: unknown): TierOutcome {
  if (
    !(error instanceof TunerError) ||
    error.category === 'throttled' ||
    error.category === 'transient'
  ) {
    throw error;
  }
  return { kind: 'failed', errorName: error.name, message: error.message };
}

interface LaneOrder {
  readonly lane: number;
  readonly payloadText: string;
  readonly durationMsMax: number;
}

async function invokeOnce(
  ports: MeasureTierPorts,
  { clone, target, measurement }: MeasureTierInput,
  measuring: TierMeasuring,
  { lane, payloadText, durationMsMax }: LaneOrder,
): Promise<InvocationOutcome> {
  const answer = await ports.invoke({ ...clone, payloadText, durationMsMax });
  const reading = readReport(answer.logTail, {
    requestId: answer.requestId,
    logFormat: target.logFormat,
  });
  return invocationOutcome({
    report: reading.kind === 'found' ? reading.report : undefined,
    functionError: answer.functionError,
    memoryMb: measurement.powerValue,
    lane,
    isFirstOfLane: measuring.isFirstOfLane(lane),
  });
}

/** Longest that the next invocation may take: its time-out, or well above what was seen. */
function invocationMsMax(measuring: TierMeasuring, { target }: MeasureTierInput): number {
  const timeoutMs = target.timeoutSeconds * 1000;
  const seenMs = measuring.durationMsMax();
  return (
    INVOCATION_OVERHEAD_MS + Math.min(timeoutMs, seenMs === undefined ? timeoutMs : 3 * seenMs)
  );
}

async function readProgress(store: Store, { progress }: MeasureTierInput): Promise<TierProgress> {
  return progress === null
    ? NOTHING_MEASURED
    : await unpack(store, progress, tierProgressSchema, 'the progress of a tier');
}
