import { isGivenUp } from '../../shared/aws/aws-call.ts';
import { isConcurrencyThrottle } from '../../shared/aws/error-category.ts';
import type { LambdaApi } from '../../shared/aws/lambda-api.ts';
import type { MeasureTierInput } from '../../shared/contract/measure-tier.ts';
import {
  type FailedInvocation,
  judgeInvocation,
  type MeasuredInvocation,
} from '../../shared/core/measurement/measured-invocation.ts';
import { readReport } from '../../shared/core/measurement/report-line.ts';
import {
  cleanText,
  MESSAGE_LENGTH_MAX,
  NAME_LENGTH_MAX,
} from '../../shared/core/untrusted-text.ts';
import { ThrottledError, TunerError } from '../../shared/errors.ts';
import type { RunHold } from '../../shared/run/run-hold.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { BackOff } from './back-off.ts';
import type { Measuring } from './measuring.ts';
import { postProcess, preProcessed, processorsMsMax } from './processors.ts';

/** Dependencies of a lane. */
export interface LanePorts extends Pick<LambdaApi, 'invokeFunction'> {
  readonly clock: Clock;
}

/** What all lanes of a step share. */
export interface MeasuringStep {
  readonly input: MeasureTierInput;
  readonly measuring: Measuring;
  readonly payloadTexts: readonly string[];
  readonly backOff: BackOff;
  readonly hold: RunHold;
  /** When the last answer must have arrived, milliseconds since the Unix epoch. */
  readonly answersUntilMs: number;
  /**
   * From when on the step ends as soon as it has a new answer, so that the answer becomes visible;
   * milliseconds since the Unix epoch.
   */
  readonly earlyEndAtMs: number;
}

/** Added to the function's own timeout for its start and the network, milliseconds. */
const INVOCATION_OVERHEAD_MS = 12_000;

/** Invokes one after another, until the tier is done or the step runs out of time. */
export async function runLane(ports: LanePorts, step: MeasuringStep, lane: number): Promise<void> {
  if (step.input.progress !== null) {
    // The previous step ended without a pause. If there is no time for all of it, pause for part of
    // it.
    await pause(ports, step, Math.max(0, spareMs(ports, step)));
  }
  while (await runTurn(ports, step, lane)) {
    const { pauseMs = 0 } = step.input.request;
    if (isTimeToEnd(ports, step) || pauseMs > spareMs(ports, step)) {
      return;
    }
    await pause(ports, step);
  }
}

function isTimeToEnd({ clock }: LanePorts, { measuring, earlyEndAtMs }: MeasuringStep): boolean {
  return clock.nowMs() >= earlyEndAtMs && measuring.hasNews();
}

/** Waits between two invocations of a lane, as long as the request says. */
async function pause(
  { clock }: LanePorts,
  { input, measuring }: MeasuringStep,
  durationMsMax = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { pauseMs = 0 } = input.request;
  if (pauseMs > 0 && measuring.outcome() === undefined) {
    await clock.sleepMs(Math.min(pauseMs, durationMsMax));
  }
}

/** Returns the time that the step has beyond one more invocation, milliseconds. */
function spareMs({ clock }: LanePorts, { input, measuring, answersUntilMs }: MeasuringStep) {
  return answersUntilMs - clock.nowMs() - turnMsMax(measuring, input);
}

/**
 * Invokes once, if the lane has something to do, the run is not on hold, and there is time.
 *
 * @returns Whether the lane may continue.
 */
export async function runTurn(
  ports: LanePorts,
  step: MeasuringStep,
  lane: number,
): Promise<boolean> {
  const { input, measuring, payloadTexts, backOff, hold, answersUntilMs } = step;
  const mayGoOn = () => backOff.admits(lane) && measuring.outcome() === undefined;
  const turn = mayGoOn() && (await hold.passes()) && mayGoOn() && measuring.takeTurn(lane);
  if (!turn) {
    return false;
  }
  const durationMsMax = invocationMsMax(measuring, input);
  if (ports.clock.nowMs() + turnMsMax(measuring, input) > answersUntilMs) {
    measuring.returnTurn(lane);
    return false;
  }
  const payloadText = payloadTexts[turn.payloadClass] ?? '';
  try {
    const order = { lane, payloadText, durationMsMax, mayBeCold: turn.isCold };
    measuring.record(await invokeOnce(ports, input, order), lane);
    return true;
  } catch (error) {
    if (error instanceof ThrottledError) {
      measuring.returnTurn(lane);
      if (isConcurrencyThrottle(error.cause)) {
        await hold.extend();
      }
      return await backOff.pause(lane);
    }
    if (isGivenUp(error) && durationMsMax < INVOCATION_OVERHEAD_MS + timeoutMs(input)) {
      measuring.dropBound();
    }
    measuring.record(brokenInvocation(error), lane);
    return true;
  }
}

/**
 * Returns the longest duration of a lane's next turn, milliseconds: the invocation, and its
 * processors.
 */
export function turnMsMax(measuring: Measuring, input: MeasureTierInput): number {
  return invocationMsMax(measuring, input) + processorsMsMax(input.request);
}

/**
 * Returns the longest duration of the next invocation, milliseconds: at most its expected duration
 * or the function's timeout, whichever is shorter, plus the overhead.
 */
function invocationMsMax(measuring: Measuring, input: MeasureTierInput): number {
  return INVOCATION_OVERHEAD_MS + Math.min(timeoutMs(input), measuring.durationMsBound());
}

function timeoutMs({ target }: MeasureTierInput): number {
  return target.timeoutSeconds * 1000;
}

/**
 * Turns an error into a failed invocation. After any failure except throttling, the function may
 * have run.
 */
function brokenInvocation(error: unknown): FailedInvocation {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const category = error instanceof TunerError ? error.category : 'unknown';
  return {
    kind: category === 'permanent' ? 'rejected' : 'unreported',
    errorName: cleanText(name, NAME_LENGTH_MAX),
    message: cleanText(message, MESSAGE_LENGTH_MAX),
    category,
    billedDurationMs: 0,
  };
}

interface LaneOrder {
  readonly lane: number;
  readonly payloadText: string;
  readonly durationMsMax: number;
  readonly mayBeCold: boolean;
}

async function invokeOnce(
  ports: LanePorts,
  { request, clone, target, measurement }: MeasureTierInput,
  { lane, payloadText, durationMsMax, mayBeCold }: LaneOrder,
): Promise<MeasuredInvocation> {
  const eventText = await preProcessed(ports, request, payloadText);
  const answer = await ports.invokeFunction({
    ...clone,
    payloadText: eventText,
    durationMsMax,
  });
  const reading = readReport(answer.logTail, {
    requestId: answer.requestId,
    logFormat: target.logFormat,
  });
  const report = reading.kind === 'found' ? reading.report : undefined;
  try {
    await postProcess(ports, request, answer.answerText ?? 'null');
  } catch (error) {
    // The function itself ran, and is billed for it.
    return { ...brokenInvocation(error), billedDurationMs: report?.billedDurationMs ?? 0 };
  }
  return judgeInvocation({
    report,
    functionError: answer.functionError,
    allowedErrors: request.allowedErrors,
    memoryMb: measurement.powerValue,
    lane,
    mayBeCold,
  });
}
