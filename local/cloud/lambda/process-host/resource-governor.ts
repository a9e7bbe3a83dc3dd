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
  #worker: Worker | undefined;

  /** Begins to hold a group to limits; replaces the former ones. */
  watch(groupId: number, limits: ResourceLimits): void {
    this.#worker ??= this.#startWorker();
    this.#command({ kind: 'watch', groupId, ...limits });
  }

  /** Stops holding a group, which runs on freely. */
  release(groupId: number): void {
    this.#command({ kind: 'release', groupId });
  }

  /** Releases every group and ends the thread. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    this.#command({ kind: 'stop' });
    this.#worker = undefined;
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
    worker.unref();
    return worker;
  }

  #command(command: GovernorCommand): void {
    this.#worker?.postMessage(command);
    Atomics.add(this.#wakeCounter, 0, 1);
    Atomics.notify(this.#wakeCounter, 0);
  }
}

function readPageBytes(): number {
  try {
    return Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  } catch {
    return 4096;
  }
}
