import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { DeployedFunction } from '../deployment/local-deployment.ts';
import type { TaskAnswer, TaskCall } from './task-message.ts';

/** A task Lambda that failed, in the form in which Step Functions hands it to the machine. */
export class TaskFailedError extends Error {
  /** The error of the task, which the machine matches in `ErrorEquals`. */
  override readonly name: string;

  constructor(errorType: string, errorMessage: string, trace: readonly string[] = []) {
    super(JSON.stringify({ errorType, errorMessage, trace }));
    this.name = errorType;
  }
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

/** Runs one task Lambda in a worker thread, with its own environment variables. */
export class TaskRunner {
  readonly #task: DeployedFunction;
  readonly #bundlePath: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #callCount = 0;

  constructor(
    task: DeployedFunction,
    bundlePath: string,
    environment: Readonly<Record<string, string>>,
  ) {
    this.#task = task;
    this.#bundlePath = bundlePath;
    this.#environment = environment;
  }

  /**
   * Runs the task once.
   *
   * @throws {TaskFailedError} If it fails, or its own time-out is up.
   */
  async run(event: unknown): Promise<unknown> {
    const worker = this.#ensureWorker();
    const id = this.#callCount++;
    const timeoutMs = this.#task.timeoutSeconds * 1000;
    const call: TaskCall = {
      id,
      event,
      requestId: randomUUID(),
      functionName: this.#task.functionName,
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

  /** Ends the task where it is; whoever waits for it is told. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
    this.#rejectAll(new TaskFailedError('Sandbox.Stopped', 'The machine was stopped'));
  }

  #ensureWorker(): Worker {
    if (this.#worker === undefined) {
      const worker = new Worker(new URL('./task-worker.ts', import.meta.url), {
        workerData: { bundlePath: this.#bundlePath },
        env: { ...this.#environment },
      });
      worker.on('message', (answer: TaskAnswer) => this.#settle(answer));
      worker.on('error', (error: Error) => this.#crash(error));
      worker.unref();
      this.#worker = worker;
    }
    return this.#worker;
  }

  #settle(answer: TaskAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.kind === 'answered') {
      waiting?.resolve(answer.output);
    } else {
      const { errorType, errorMessage, trace } = answer;
      waiting?.reject(new TaskFailedError(errorType, errorMessage, trace));
    }
  }

  /** As in Lambda, the environment is thrown away with whatever still runs in it. */
  async #timeOut({ requestId, timeoutMs }: TaskCall): Promise<void> {
    const seconds = (timeoutMs / 1000).toFixed(2);
    const message = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    this.#rejectAll(new TaskFailedError('Sandbox.Timedout', message));
    await this.stop();
  }

  #crash(error: Error): void {
    this.#worker = undefined;
    this.#rejectAll(new TaskFailedError(error.name, error.message, error.stack?.split('\n')));
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
  }
}
