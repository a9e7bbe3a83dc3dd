import type { ExecutionEnd, ExecutionEvent } from '../../shared/aws/execution-events.ts';
import { CallRejectedError, TunerError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** What following an execution needs of the world. */
export interface FollowPorts {
  readonly clock: Clock;
  /** Events after the one with this id, oldest first. */
  readNewEvents(seenId: number): Promise<readonly ExecutionEvent[]>;
}

/** How to follow it. */
export interface FollowOptions {
  onEvent(event: ExecutionEvent): void;
  /** Ends the following, not the execution. */
  readonly signal: AbortSignal;
}

/** Pauses between two looks: short while something happens, longer while nothing does. */
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 5_000;

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
  { clock, readNewEvents }: FollowPorts,
  { onEvent, signal }: FollowOptions,
): Promise<ExecutionEnd> {
  let seenId = 0;
  let failedCount = 0;
  let pauseMs = PAUSE_MS_MIN;
  for (;;) {
    try {
      const events = await beforeAbort(readNewEvents(seenId), signal);
      pauseMs = events.length > 0 ? PAUSE_MS_MIN : Math.min(pauseMs * 1.5, PAUSE_MS_MAX);
      failedCount = 0;
      seenId = events.at(-1)?.id ?? seenId;
      for (const event of events) {
        onEvent(event);
        if (event.kind === 'ended') {
          return event.end;
        }
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

function passes(error: unknown, seenId: number): boolean {
  // The history is eventually consistent: an execution that was just started may not be known yet.
  const isNotKnownYet =
    error instanceof CallRejectedError && error.code === 'ExecutionDoesNotExist' && seenId === 0;
  return isNotKnownYet || (error instanceof TunerError && PASSING.has(error.category));
}

const PASSING: ReadonlySet<TunerError['category']> = new Set(['throttled', 'transient']);

async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
