import type { ExecutionEnd, ExecutionEvent } from '../../shared/aws/execution-events.ts';
import { CallRejectedError, PermissionDeniedError, TunerError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** Dependencies of `followExecution`. */
interface FollowPorts {
  readonly clock: Clock;
  /** Events after the one with this id, oldest first. */
  readNewEvents(seenId: number): Promise<readonly ExecutionEvent[]>;
  /**
   * Reads the execution's description: how it ended, or `undefined` while it runs.
   *
   * @throws {PermissionDeniedError} If the caller may not describe it.
   */
  readEnd(): Promise<ExecutionEnd | undefined>;
}

/** Where `followExecution` reports events, and when it stops. */
interface FollowOptions {
  onEvent(event: ExecutionEvent): void;
  /** Stops following; the execution goes on. */
  readonly signal: AbortSignal;
}

/** Pause between two polls: short while events arrive, longer while none do. */
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 5_000;

/**
 * Polls in a row without a new event, after which the execution itself is described: an endpoint
 * that ignores the requested order of the history shows no new event after the first poll.
 */
const IDLE_LOOK_COUNT_MAX = 5;

/** Longest pause after a failed poll. */
const FAILED_PAUSE_MS_MAX = 60_000;

/** Polls that may fail in a row: half an hour without a network, or with the laptop closed. */
const FAILED_LOOK_COUNT_MAX = 30;

/**
 * Follows an execution to its end. The state machine's own timeout bounds how long that takes.
 *
 * Throttling and a lost network are waited out with growing pauses, in addition to the retries of
 * each call: the run goes on meanwhile, and no event is lost.
 *
 * @throws {TunerError} If its history cannot be read.
 * @throws The signal's reason, once it is aborted.
 */
export async function followExecution(
  { clock, readNewEvents, readEnd }: FollowPorts,
  { onEvent, signal }: FollowOptions,
): Promise<ExecutionEnd> {
  let seenId = 0;
  let idleCount = 0;
  let failedCount = 0;
  let pauseMs = PAUSE_MS_MIN;
  for (;;) {
    try {
      const events = await beforeAbort(() => readNewEvents(seenId), signal);
      idleCount = events.length > 0 ? 0 : idleCount + 1;
      pauseMs = events.length > 0 ? PAUSE_MS_MIN : Math.min(pauseMs * 1.5, PAUSE_MS_MAX);
      failedCount = 0;
      seenId = events.at(-1)?.id ?? seenId;
      for (const event of events) {
        onEvent(event);
        if (event.kind === 'ended') {
          return event.end;
        }
      }
      if (idleCount > 0 && idleCount % IDLE_LOOK_COUNT_MAX === 0) {
        const end = await beforeAbort(() => describedEnd(readEnd), signal);
        if (end !== undefined) return end;
      }
    } catch (error) {
      failedCount += 1;
      if (failedCount > FAILED_LOOK_COUNT_MAX || !passes(error, seenId)) {
        throw error;
      }
      pauseMs = Math.min(pauseMs * 2, FAILED_PAUSE_MS_MAX);
    }
    await clock.sleepMs(pauseMs, signal);
  }
}

/** Returns `undefined` if the caller may not describe it: only its history then shows the end. */
async function describedEnd(readEnd: FollowPorts['readEnd']): Promise<ExecutionEnd | undefined> {
  try {
    return await readEnd();
  } catch (error) {
    if (error instanceof PermissionDeniedError) return undefined;
    throw error;
  }
}

function passes(error: unknown, seenId: number): boolean {
  // The history is eventually consistent: an execution that was just started may not be known yet.
  const isNotKnownYet =
    error instanceof CallRejectedError && error.code === 'ExecutionDoesNotExist' && seenId === 0;
  return isNotKnownYet || (error instanceof TunerError && PASSING.has(error.category));
}

const PASSING: ReadonlySet<TunerError['category']> = new Set(['throttled', 'transient']);

/** Starts work and waits for it until the signal is aborted; starts none after that. */
async function beforeAbort<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
