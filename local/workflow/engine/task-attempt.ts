import type { Clock } from '../../../shared/runtime/clock.ts';
import { limitedText } from './data-limits.ts';
import { StateError } from './state-error.ts';
import type { StatePass } from './state-pass.ts';
import { taskEventsOf } from './task-events.ts';

/** The work of a Task state. */
export interface TaskWork {
  /** ARN of a Lambda function or of an integration. */
  readonly resource: string;
  readonly input: unknown;
}

/** Dependencies of running a task. */
export interface TaskPorts {
  readonly clock: Clock;
  readonly region: string;
  /**
   * Does the work of a task. It continues if the execution is ended meanwhile.
   *
   * @throws {StateError} If it fails; anything else is a defect.
   */
  runTask(work: TaskWork): Promise<unknown>;
}

/**
 * Makes one attempt at a task.
 *
 * @returns Its result.
 * @throws {StateError} If it fails, takes too long, or its arguments or result are too large.
 * @throws The signal's reason, if the branch is ended meanwhile.
 */
export async function attemptTask(
  { clock, region, runTask }: TaskPorts,
  { name, state, branch }: StatePass,
  input: unknown,
): Promise<unknown> {
  const resource = String(state.Resource);
  const events = taskEventsOf(resource, region);
  branch.tell(events.scheduled(limitedText(input, name), state.TimeoutSeconds));
  const answered = new AbortController();
  const work = runTask({ resource, input });
  // A failure after the end of the attempt is ignored.
  work.catch(() => undefined);
  try {
    branch.tell(events.started);
    const result = await Promise.race([
      work,
      abortion(branch.signal, answered.signal),
      timeOut(clock, state.TimeoutSeconds, answered.signal),
    ]);
    branch.tell(events.succeeded(limitedText(result, events.resultOf)));
    return result;
  } catch (error) {
    if (error instanceof StateError && !branch.signal.aborted) branch.tell(events.failed(error));
    throw error;
  } finally {
    answered.abort();
  }
}

/** Rejects when the signal is aborted, unless `isDone` was aborted first. */
export function abortion(signal: AbortSignal, isDone: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true, signal: isDone });
  });
}

/** Rejects after some seconds; never if none are given, or if `isDone` is aborted first. */
function timeOut(clock: Clock, seconds: number | undefined, isDone: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (seconds === undefined) return;
    clock.sleepMs(seconds * 1000, isDone).then(
      () => reject(new StateError('States.Timeout')),
      () => undefined,
    );
  });
}
