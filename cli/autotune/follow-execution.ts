import type { ExecutionEnd, ExecutionEvent } from '../../shared/aws/execution-events.ts';
import { CallRejectedError, PermissionDeniedError, TunerError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** What following an execution depends on. */
interface FollowPorts {
  readonly clock: Clock;
  /** Events after the one with this id, oldest first. */
  readNewEvents(seenId: number): Promise<readonly ExecutionEvent[]>;
  /**
   * How the execution ended, by its description; `undefined` while it runs.
   *
   * @throws {PermissionDeniedError} If the caller may not describe it.
   */
  readEnd(): Promise<ExecutionEnd | undefined>;
}

/** How to follow it. */
interface FollowOptions {
  onEvent(event: ExecutionEvent): void;
  /** Ends the following, not the execution. */
  readonly signal: AbortSignal;
}

/** Pauses between two looks: short while something happens, longer while nothing does. */
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 5_000;

/**
 * Looks in a row without a new event, after which the execution is described: an endpoint that
 * gives the history in another order than it was asked for has nothing new to show.
 */
const IDLE_LOOK_COUNT_MAX = 5;

/** Longest pause after a look that failed. */
const FAILED_PAUSE_MS_MAX = 60_000;

/** Looks that may fail in a row: half an hour without a network, or a laptop that was closed. */
const FAILED_LOOK_COUNT_MAX = 30;

/**
 * Follows an execution to its end, which the state machine's own time-out bounds.
 *
 * What passes (throttling, a network that is away) is waited out with growing pauses, beyond what
 * each call waits by itself: the run goes on meanwhile, and nothing is lost.
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

/** Without the permission to describe the execution, its history alone tells its end. */
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

/** Waits for work until the signal is aborted; begins none after that. */
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
