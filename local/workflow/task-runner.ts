import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { DeployedFunction } from '../deployment/local-deployment.ts';
import { StateError } from './engine/state-error.ts';
import type { TaskAnswer, TaskCall } from './task-message.ts';

interface Waiting {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

/** Runs one task Lambda in a worker thread, with its own environment variables. */
export class TaskRunner {
  readonly #task: DeployedFunction;
  readonly #bundlePath: () => Promise<string>;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #callCount = 0;
  #isStopped = false;

  /** @param bundlePath Returns the file to load; called and awaited for each call of the task. */
  constructor(
    task: DeployedFunction,
    bundlePath: () => Promise<string>,
    environment: Readonly<Record<string, string>>,
  ) {
    this.#task = task;
    this.#bundlePath = bundlePath;
    this.#environment = environment;
  }

  /**
   * Runs the task once.
   *
   * @throws {StateError} If it fails or times out, or the runner was stopped.
   */
  async run(event: unknown): Promise<unknown> {
    const worker = await this.#ensureWorker();
    const id = this.#callCount++;
    const { functionName, functionArn, memoryMb, timeoutSeconds } = this.#task;
    const timeoutMs = timeoutSeconds * 1000;
    const call: TaskCall = {
      id,
      event,
      requestId: randomUUID(),
      functionName,
      functionArn,
      memoryMb,
      timeoutMs,
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        timer = setTimeout(() => void this.#timeOut(call), timeoutMs);
        worker.postMessage(call);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Ends the worker and rejects the calls that wait for it. The task cannot run again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#discardWorker(failure('Sandbox.Stopped', 'The machine was stopped'));
  }

  async #ensureWorker(): Promise<Worker> {
    const bundlePath = await this.#findBundle();
    if (this.#isStopped) throw failure('Sandbox.Stopped', 'The machine was stopped');
    if (this.#worker === undefined) {
      const worker = new Worker(new URL('./task-worker.ts', import.meta.url), {
        workerData: { bundlePath },
        env: { ...this.#environment },
      });
      worker.on('message', (answer: TaskAnswer) => this.#settle(answer));
      worker.on('error', (error: Error) => this.#crash(error));
      worker.unref();
      this.#worker = worker;
    }
    return this.#worker;
  }

  async #findBundle(): Promise<string> {
    try {
      return await this.#bundlePath();
    } catch (error) {
      throw failure('Runtime.ImportModuleError', String(error));
    }
  }

  #settle(answer: TaskAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.kind === 'answered') {
      waiting?.resolve(answer.output);
    } else {
      const { errorType, errorMessage, trace } = answer;
      waiting?.reject(failure(errorType, errorMessage, trace));
    }
  }

  /** As in Lambda, discards the environment with everything that still runs in it. */
  async #timeOut({ requestId, timeoutMs }: TaskCall): Promise<void> {
    const seconds = (timeoutMs / 1000).toFixed(2);
    const message = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    await this.#discardWorker(failure('Sandbox.Timedout', message));
  }

  #crash(error: Error): void {
    this.#worker = undefined;
    this.#rejectAll(failure(error.name, error.message, error.stack?.split('\n')));
  }

  async #discardWorker(why: StateError): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#rejectAll(why);
    await worker?.terminate();
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
  }
}

/**
 * Returns the failure of a Lambda function in the form that Step Functions passes to the state
 * machine.
 */
function failure(
  errorType: string,
  errorMessage: string,
  trace: readonly string[] = [],
): StateError {
  return new StateError(errorType, JSON.stringify({ errorType, errorMessage, trace }));
}
