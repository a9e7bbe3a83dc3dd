import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

const BUFFER = Buffer.alloc(256);

/** Maximum age of the list of threads, in milliseconds: threads come and go rarely. */
const THREAD_LIST_AGE_MS_MAX = 100;

/** Returns whether this machine reports the CPU time of each thread (Linux does). */
export function hasProcessStatistics(): boolean {
  try {
    return readFileSync('/proc/self/schedstat').length > 0;
  } catch {
    return false;
  }
}

/** Reads the largest resident set a process has had, in MB; `undefined` once it has ended. */
export function readPeakMemoryMb(processId: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${processId}/status`, 'utf8');
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(status);
    return match === null ? undefined : Math.ceil(Number(match[1]) / 1024);
  } catch {
    return undefined;
  }
}

interface ThreadMeter {
  readonly descriptor: number;
  usedNs: number;
}

/** Measures the CPU time and the memory of a process and its descendants, cheaply and often. */
export class ProcessMeter {
  readonly #rootId: number;
  readonly #pageBytes: number;
  #processIds: readonly number[];
  readonly #threads = new Map<string, ThreadMeter>();
  #listedAtMs = Number.NEGATIVE_INFINITY;

  constructor(rootId: number, pageBytes: number) {
    this.#rootId = rootId;
    this.#pageBytes = pageBytes;
    this.#processIds = [rootId];
  }

  /**
   * Returns the CPU time used since the last call, in nanoseconds; the first result is meaningless.
   */
  takeUsedNs(nowMs: number): number {
    if (nowMs - this.#listedAtMs > THREAD_LIST_AGE_MS_MAX) this.#listThreads(nowMs);
    let totalNs = 0;
    for (const [path, thread] of this.#threads) {
      const usedNs = readUsedNs(thread.descriptor);
      if (usedNs === undefined) {
        closeSync(thread.descriptor);
        this.#threads.delete(path);
        continue;
      }
      totalNs += Math.max(0, usedNs - thread.usedNs);
      thread.usedNs = usedNs;
    }
    return totalNs;
  }

  /** Returns the resident memory of all processes together, in bytes. */
  readMemoryBytes(): number {
    let pages = 0;
    for (const id of this.#processIds) {
      try {
        pages += Number(readFileSync(`/proc/${id}/statm`, 'latin1').split(' ')[1]);
      } catch {
        // The process has ended.
      }
    }
    return pages * this.#pageBytes;
  }

  /** Returns whether the root process still exists. */
  isAlive(): boolean {
    return this.#threads.size > 0;
  }

  close(): void {
    for (const { descriptor } of this.#threads.values()) closeSync(descriptor);
    this.#threads.clear();
  }

  #listThreads(nowMs: number): void {
    const isFirst = this.#listedAtMs === Number.NEGATIVE_INFINITY;
    this.#listedAtMs = nowMs;
    this.#processIds = [this.#rootId];
    // The list grows while it is walked: descendants are appended to it.
    const processIds = [this.#rootId];
    for (const processId of processIds) {
      for (const threadId of listThreadIds(processId)) {
        const path = `/proc/${processId}/task/${threadId}`;
        processIds.push(...listChildIds(path));
        if (!this.#threads.has(path)) this.#openThread(path, isFirst);
      }
    }
    this.#processIds = processIds;
  }

  #openThread(path: string, isFirst: boolean): void {
    try {
      const descriptor = openSync(`${path}/schedstat`, 'r');
      // All CPU time of a thread that started later counts; time used before the watch began does
      // not.
      const usedNs = isFirst ? (readUsedNs(descriptor) ?? 0) : 0;
      this.#threads.set(path, { descriptor, usedNs });
    } catch {
      // The thread has ended.
    }
  }
}

function readUsedNs(descriptor: number): number | undefined {
  try {
    const length = readSync(descriptor, BUFFER, 0, BUFFER.length, 0);
    return Number.parseInt(BUFFER.toString('latin1', 0, length), 10);
  } catch {
    return undefined;
  }
}

function listThreadIds(processId: number): readonly string[] {
  try {
    return readdirSync(`/proc/${processId}/task`);
  } catch {
    return [];
  }
}

function listChildIds(threadPath: string): readonly number[] {
  try {
    const text = readFileSync(`${threadPath}/children`, 'latin1').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}
