import { invokeFunction } from '../../shared/aws/function-invocation.ts';
import { lambdaApi } from '../../shared/aws/lambda-api.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { type Carried, payloadTextsSchema } from '../../shared/contract/carried.ts';
import {
  type MeasureTierInput,
  type MeasureTierOutput,
  measureTierInputSchema,
  measureTierOutputSchema,
  type TierProgress,
  tierProgressSchema,
} from '../../shared/contract/measure-tier.ts';
import { progressKey } from '../../shared/contract/store-key.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { cloneTierName, type Tier, type TierOutcome } from '../../shared/core/measurement/tier.ts';
import { InvalidRequestError, TunerError } from '../../shared/errors.ts';
import { carry, TIER_INLINE_BYTES_MAX, unpack } from '../../shared/run/carried.ts';
import { RunHold, type RunHoldPorts } from '../../shared/run/run-hold.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask, TIER_MESSAGE_LENGTH_MAX } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { BackOff } from './back-off.ts';
import { ColdBurst } from './cold-burst.ts';
import { isRefused, judgeDirectInvocation } from './direct-invocation.ts';
import { type LanePorts, runLane, runTurn, turnMsMax } from './lane.ts';
import { type Measuring, NOTHING_MEASURED } from './measuring.ts';
import { postProcess, preProcessed } from './processors.ts';
import { TierMeasuring } from './tier-measuring.ts';

/** Dependencies of MeasureTier. */
export interface MeasureTierPorts extends LanePorts, RunHoldPorts {
  readonly store: Store;
  /** When this step must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
}

/**
 * A step ends after this long, milliseconds, once it has an answer: results are only visible after
 * a step.
 */
const EARLY_END_MS = 5_000;

/**
 * Most steps of a size that end so early: a long measurement needs the others for its invocations.
 */
const EARLY_END_COUNT = 12;

/** Largest share of the steps of a size that may end so early. */
const EARLY_END_SHARE = 0.25;

/** Longest time for reading progress and payload at the start of a step, milliseconds. */
const READING_MS = 2_000;

/** Time reserved at the end of a step for storing the measurements, milliseconds. */
const KEEPING_MS = 3_000;

/** Largest value that travels in the state when it cannot be stored, bytes of JSON. */
const PROGRESS_INLINE_BYTES_MAX = 32 * 1024;

/** The lane that continues when only one may. Invocations by the state machine belong to it. */
const FIRST_LANE = 0;

/** Largest event that the state machine can pass to the function itself, bytes. */
const DIRECT_PAYLOAD_BYTES_MAX = 100_000;

/** MeasureTier as the workflow runs it. */
export const measureTierTask = defineTask({
  name: 'MeasureTier',
  input: measureTierInputSchema,
  output: measureTierOutputSchema,
  messageLengthMax: TIER_MESSAGE_LENGTH_MAX,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const lambdaAt = lambdaApi(aws, { invokeFunction });
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({
      ...step,
      ...lambdaAt(step),
      store: stores.at(step),
      storeWithin: (durationMsMax: number) => stores.within(step, durationMsMax),
    });
  },
  run: measureTier,
});

/**
 * Measures one tier on its clone, within this step's time.
 *
 * Returns the progress so far when time is up. An invocation is only started if it will be answered
 * in time, because an abandoned one would be paid for and lost. A function that may run longer than
 * a whole step is invoked by the state machine instead, which passes its answer in. While the run
 * is on hold, nothing is invoked in either way.
 */
export async function measureTier(
  ports: MeasureTierPorts,
  input: MeasureTierInput,
): Promise<MeasureTierOutput> {
  const { run, measurement } = input;
  const answersUntilMs = ports.deadlineMs - KEEPING_MS;
  const begunAtMs = ports.clock.nowMs();
  const stepMs = answersUntilMs - begunAtMs;
  const hold = new RunHold({ ...ports, deadlineMs: answersUntilMs }, run.runId);
  // Begun here so that it runs while the progress is read.
  const look = hold.look();
  const progressBefore = await readProgress(ports.store, input);
  const measuring = new (measurement.coldBurst === undefined ? TierMeasuring : ColdBurst)(
    measurement,
    progressBefore,
    input.request.payloadWeights.length,
  );
  const wasRefused = progressBefore.idleStepCount > 0 && input.direct === null;
  const backOff = new BackOff(
    { ...ports, deadlineMs: answersUntilMs },
    wasRefused ? FIRST_LANE : undefined,
  );
  if (input.direct !== null && !isRefused(input.direct)) {
    const turn = measuring.takeTurn(FIRST_LANE);
    const mayBeCold = turn?.isCold === true;
    measuring.record(judgeDirectInvocation(input.direct, input, mayBeCold), FIRST_LANE);
  }
  let payloadTexts: readonly string[];
  try {
    payloadTexts = await unpack(ports.store, input.payload, payloadTextsSchema, 'the payloads');
    if (input.direct !== null && !('Error' in input.direct)) {
      await postProcess(ports, input.request, JSON.stringify(input.direct.answer ?? null));
    }
  } catch (error) {
    const failed = failedOutcome(error);
    return { status: 'complete', tier: await carryTier(ports.store, input, measuring, failed) };
  }

  await look;
  if (input.direct !== null && isRefused(input.direct) && measuring.outcome() === undefined) {
    await hold.extend();
    await backOff.pauseForStep(FIRST_LANE, progressBefore.idleStepCount);
  }
  const earlyEndAtMs = canEndEarly(input, progressBefore)
    ? begunAtMs + EARLY_END_MS
    : answersUntilMs;
  const step = { input, measuring, payloadTexts, backOff, hold, answersUntilMs, earlyEndAtMs };
  if (measuring.isBoundUntried()) {
    await runTurn(ports, step, FIRST_LANE);
  }
  await Promise.all(measuring.lanes.map((lane) => runLane(ports, step, lane)));

  const outcome = measuring.outcome() ?? measuring.outcomeOfLastStep();
  if (outcome !== undefined) {
    return { status: 'complete', tier: await carryTier(ports.store, input, measuring, outcome) };
  }
  const progress = await keep(
    ports.store,
    progressKey(run, `measuring-${cloneTierName(measurement)}`),
    measuring.progress(),
  );
  const fitsNextStep = READING_MS + turnMsMax(measuring, input) <= stepMs;
  if (fitsNextStep || !(await hold.passes())) {
    return { status: 'continue', progress };
  }
  const turn = measuring.takeTurn(FIRST_LANE);
  const payloadText = payloadTexts[turn?.payloadClass ?? 0] ?? '';
  const payload = directPayload(await preProcessed(ports, input.request, payloadText));
  return { status: 'invokeDirectly', progress, payload };
}

function canEndEarly({ measurement }: MeasureTierInput, { stepCount }: TierProgress): boolean {
  const { stepCountMax = Number.POSITIVE_INFINITY } = measurement;
  return stepCount < Math.min(EARLY_END_COUNT, EARLY_END_SHARE * stepCountMax);
}

/**
 * Returns the event that the state machine passes to the function.
 *
 * @throws {InvalidRequestError} If the event is too large for that.
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
  measuring: Measuring,
  outcome: TierOutcome,
): Promise<Carried> {
  const { samples, errorCount, errorBilledDurationMs } = measuring.progress();
  const tier: Tier = {
    powerValue: measurement.powerValue,
    ...definedOnly({ release: measurement.release, architecture: measurement.architecture }),
    outcome,
    samples,
    errorCount,
    errorBilledDurationMs,
  };
  return await keep(store, progressKey(run, `tier-${cloneTierName(measurement)}`), tier);
}

/** Stores a value, or returns it inline if that fails, because its measurements were paid for. */
async function keep(store: Store, key: string, value: unknown): Promise<Carried> {
  try {
    return await carry(store, key, value, TIER_INLINE_BYTES_MAX);
  } catch (error) {
    if (error instanceof TunerError && JSON.stringify(value).length <= PROGRESS_INLINE_BYTES_MAX) {
      return { kind: 'inline', value };
    }
    throw error;
  }
}

/**
 * Makes a lasting failure the outcome of the tier. Throttled and transient ones are rethrown, and
 * the state machine runs the step again with the same input.
 */
function failedOutcome(error: unknown): TierOutcome {
  if (
    !(error instanceof TunerError) ||
    error.category === 'throttled' ||
    error.category === 'transient'
  ) {
    throw error;
  }
  const { name: errorName, message, category } = error;
  return { kind: 'failed', errorName, message, category };
}

async function readProgress(store: Store, { progress }: MeasureTierInput): Promise<TierProgress> {
  return progress === null
    ? NOTHING_MEASURED
    : await unpack(store, progress, tierProgressSchema, 'the progress of a tier');
}
