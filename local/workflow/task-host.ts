import type {
  ExecutionEnvironment,
  ExecutionHost,
  InvocationOutcome,
} from '../cloud/lambda/execution-host.ts';
import { StateError } from './engine/state-error.ts';

/**
 * Runs a task Lambda once.
 *
 * @throws {StateError} If it fails.
 */
export type RunTask = (event: unknown) => Promise<unknown>;

/**
 * Returns an execution host for an account with the tuner in it: it runs the tuner's own functions
 * as the workflow does, and all others in the given host.
 *
 * @param findTask Returns the task with that ARN; `undefined` if it is not a function of the tuner.
 */
export function hostWithTasks(
  host: ExecutionHost,
  findTask: (functionArn: string) => RunTask | undefined,
): ExecutionHost {
  return {
    createEnvironment: (spec) => {
      const runTask = findTask(spec.functionArn);
      return runTask === undefined ? host.createEnvironment(spec) : taskEnvironment(runTask);
    },
    stop: () => host.stop(),
  };
}

/** The memory of a worker thread is not measured, and its log is discarded. */
const NOT_MEASURED = { logLines: [], maxMemoryUsedMb: 0 } as const;

/** The worker thread of a task is shared, so there is nothing to initialise or to end. */
function taskEnvironment(runTask: RunTask): ExecutionEnvironment {
  return {
    isAlive: true,
    initialise: async () => ({ kind: 'initialised', initDurationMs: 0, ...NOT_MEASURED }),
    invoke: async ({ payload }) => {
      const startedAtMs = performance.now();
      const answer = await answerOf(runTask, JSON.parse(Buffer.from(payload).toString()));
      return { ...answer, durationMs: performance.now() - startedAtMs, ...NOT_MEASURED };
    },
    destroy: async () => undefined,
  };
}

type Answer = Pick<InvocationOutcome, 'kind' | 'payload' | 'errorType'>;

async function answerOf(runTask: RunTask, event: unknown): Promise<Answer> {
  try {
    return { kind: 'success', payload: Buffer.from(JSON.stringify(await runTask(event))) };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return error.error === 'Sandbox.Timedout'
      ? { kind: 'timeout', payload: new Uint8Array() }
      : {
          kind: 'functionError',
          payload: Buffer.from(error.cause ?? ''),
          errorType: error.error,
        };
  }
}
