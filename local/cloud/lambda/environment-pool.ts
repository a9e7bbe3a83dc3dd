import type { ExecutionEnvironment } from './execution-host.ts';
import type { RunningVersion, VersionRecord } from './function-record.ts';

/** An execution environment and the version that it was created for. */
export interface PooledEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly running: RunningVersion;
}

/**
 * The warm execution environments. The most recently used one is taken first, so that the others
 * age and can be ended. An environment created before a change of code or configuration is never
 * used again.
 */
export class EnvironmentPool {
  /** Least recently used first. */
  readonly #idle: PooledEnvironment[] = [];
  readonly #busy = new Set<PooledEnvironment>();
  readonly #retired = new WeakSet<VersionRecord>();
  /** Versions of environments that died in an invocation and wait to be initialised again. */
  readonly #reset: RunningVersion[] = [];
  readonly #idleMax: number;
  #isStopped = false;

  constructor(idleMax: number) {
    this.#idleMax = idleMax;
  }

  /** Takes a warm environment of a version, if there is one. */
  take(running: RunningVersion): PooledEnvironment | undefined {
    const index = this.#idle.findLastIndex(
      (pooled) => pooled.environment.isAlive && isSameGeneration(pooled.running, running),
    );
    if (index < 0) return undefined;
    const [pooled] = this.#idle.splice(index, 1);
    if (pooled !== undefined) this.#busy.add(pooled);
    return pooled;
  }

  /** Adds a new environment, marked as in use. */
  add(running: RunningVersion, environment: ExecutionEnvironment): PooledEnvironment {
    const pooled = { environment, running };
    this.#busy.add(pooled);
    return pooled;
  }

  /** Keeps an environment warm after an invocation, or ends it if it can no longer be used. */
  async giveBack(pooled: PooledEnvironment): Promise<void> {
    this.#busy.delete(pooled);
    this.#idle.push(pooled);
    const isUsable = (each: PooledEnvironment) =>
      !this.#isStopped &&
      each.environment.isAlive &&
      isCurrent(each) &&
      !this.#retired.has(each.running.version);
    await this.#endIdle(
      (each, index) => !isUsable(each) || index < this.#idle.length - this.#idleMax,
    );
  }

  /** Ends an environment that is in use. */
  async discard(pooled: PooledEnvironment): Promise<void> {
    this.#busy.delete(pooled);
    await pooled.environment.destroy();
  }

  /**
   * Ends an environment that died in an invocation. Lambda keeps its place and initialises it again
   * as part of the next invocation.
   */
  async reset(pooled: PooledEnvironment): Promise<void> {
    this.#reset.push(pooled.running);
    if (this.#reset.length > this.#idleMax) this.#reset.shift();
    await this.discard(pooled);
  }

  /** Claims the place of a dead environment of a version; returns false if there is none. */
  takeReset(running: RunningVersion): boolean {
    const index = this.#reset.findIndex((each) => isSameGeneration(each, running));
    if (index < 0) return false;
    this.#reset.splice(index, 1);
    return true;
  }

  /** Ends the environments of deleted versions; those in use end after their invocation. */
  async retire(versions: readonly VersionRecord[]): Promise<void> {
    for (const version of versions) this.#retired.add(version);
    await this.#endIdle((pooled) => this.#retired.has(pooled.running.version));
  }

  /** Ends every environment, also those in use. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const all = [...this.#idle, ...this.#busy];
    this.#idle.length = 0;
    this.#busy.clear();
    await Promise.all(all.map(({ environment }) => environment.destroy()));
  }

  async #endIdle(isDue: (pooled: PooledEnvironment, index: number) => boolean): Promise<void> {
    const due = this.#idle.filter(isDue);
    for (const pooled of due) this.#idle.splice(this.#idle.indexOf(pooled), 1);
    await Promise.all(due.map(({ environment }) => environment.destroy()));
  }
}

function isSameGeneration(one: RunningVersion, other: RunningVersion): boolean {
  return one.version === other.version && one.generation === other.generation;
}

function isCurrent({ running }: PooledEnvironment): boolean {
  return running.generation === running.version.generation;
}
