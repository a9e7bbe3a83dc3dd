import { execFileSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { GovernorCommand, GovernorSettings } from './governor-message.ts';

/** Limits of a process group. */
interface ResourceLimits {
  /** vCPUs; infinite for no limit. */
  readonly vcpuShare: number;
  readonly memoryMb: number;
}

/** Holds process groups to their share of CPU and memory, all of them from one thread. */
export class ResourceGovernor {
  readonly #wakeCounter = new Int32Array(new SharedArrayBuffer(4));
  readonly #groupIds = new Set<number>();
  readonly #onFailure: (message: string) => void;
  #worker: Worker | undefined;

  /** @param onFailure Called with the reason when groups are no longer held to their limits. */
  constructor(onFailure: (message: string) => void = console.error) {
    this.#onFailure = onFailure;
  }

  /** Begins to hold a group to limits; replaces the previous ones. */
  watch(groupId: number, limits: ResourceLimits): void {
    this.#worker ??= this.#startWorker();
    this.#groupIds.add(groupId);
    this.#command({ kind: 'watch', groupId, ...limits });
  }

  /** Stops limiting a group, which continues to run. */
  release(groupId: number): void {
    this.#groupIds.delete(groupId);
    this.#command({ kind: 'release', groupId });
  }

  /** Releases every group and ends the thread. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    this.#command({ kind: 'stop' });
    this.#worker = undefined;
    this.#groupIds.clear();
    await exit;
  }

  #startWorker(): Worker {
    const settings: GovernorSettings = {
      wakeCounter: this.#wakeCounter,
      pageBytes: readPageBytes(),
    };
    const worker = new Worker(new URL('./governor-worker.ts', import.meta.url), {
      workerData: settings,
      execArgv: [],
    });
    worker.on('error', (error) => this.#giveUp(worker, error));
    worker.unref();
    return worker;
  }

  /** Lets the groups run without limits; the next watch starts another thread. */
  #giveUp(worker: Worker, error: unknown): void {
    if (this.#worker === worker) this.#worker = undefined;
    for (const groupId of this.#groupIds) continueGroup(groupId);
    this.#groupIds.clear();
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#onFailure(
      `Cannot hold functions to their CPU and memory until they are invoked again: ${why}`,
    );
  }

  #command(command: GovernorCommand): void {
    this.#worker?.postMessage(command);
    Atomics.add(this.#wakeCounter, 0, 1);
    Atomics.notify(this.#wakeCounter, 0);
  }
}

function continueGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGCONT');
  } catch {
    // The group has ended.
  }
}

function readPageBytes(): number {
  try {
    return Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  } catch {
    return 4096;
  }
}
