import { type ChildProcess, spawn } from 'node:child_process';
import type {
  EnvironmentSpec,
  ExecutionEnvironment,
  InitOutcome,
  Invocation,
  InvocationOutcome,
} from '../execution-host.ts';
import type { CodeDirectories } from './code-directory.ts';
import { functionEnvironment } from './environment-variables.ts';
import { LogLines } from './log-lines.ts';
import type { ProcessReaper } from './process-reaper.ts';
import { readPeakMemoryMb } from './process-statistics.ts';
import type { ResourceGovernor } from './resource-governor.ts';
import { RuntimeApi, type RuntimeMessage } from './runtime-api.ts';
import { prepareRuntime, type RuntimeCommand } from './runtime-command.ts';

/** Dependencies that all environments of a host share. */
interface ProcessHostPorts {
  readonly codes: CodeDirectories;
  readonly governor: ResourceGovernor;
  readonly reaper: ProcessReaper;
  /** Endpoint for the functions' own AWS calls; `undefined` for none. */
  awsEndpoint(): string | undefined;
}

/** A message of the runtime, or the end of its process. */
type ProcessEvent =
  | RuntimeMessage
  | { readonly kind: 'exit'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'timeout' };

/** Time for the runtime, after an answer, to ask for the next event or to exit. */
const SETTLE_MS_MAX = 50;

const EMPTY = new Uint8Array();

/** An execution environment that is a child process with its own Runtime API. */
export class ProcessEnvironment implements ExecutionEnvironment {
  readonly #spec: EnvironmentSpec;
  readonly #ports: ProcessHostPorts;
  readonly #command: RuntimeCommand;
  readonly #api = new RuntimeApi((message) => this.#publish(message));
  readonly #logs = new LogLines();
  #child: ChildProcess | undefined;
  #closed: Promise<void> = Promise.resolve();
  #listener: ((event: ProcessEvent) => void) | undefined;
  #exit: Extract<ProcessEvent, { kind: 'exit' }> | undefined;
  #peakMemoryMb = 0;
  #isDestroyed = false;

  /** @throws {UnsupportedExecutionError} If this machine cannot run the runtime. */
  constructor(spec: EnvironmentSpec, ports: ProcessHostPorts) {
    this.#spec = spec;
    this.#ports = ports;
    this.#command = prepareRuntime(spec, ports.codes);
  }

  get isAlive(): boolean {
    return this.#child !== undefined && this.#exit === undefined;
  }

  /** @throws If the environment is destroyed meanwhile. */
  async initialise(timeoutMs: number): Promise<InitOutcome> {
    const runtimeApi = await this.#listen();
    const startMs = performance.now();
    this.#spawn(runtimeApi);
    const event = await this.#waitFor(['next', 'initError', 'exit'], timeoutMs);
    this.#checkNotDestroyed();
    const initDurationMs = event.kind === 'timeout' ? timeoutMs : performance.now() - startMs;
    this.#measureMemory();
    const isOverMemory = this.#isOverMemory();
    if (event.kind !== 'next' || isOverMemory) await this.destroy();
    const logLines = await this.#logs.take();
    const common = { initDurationMs, logLines, maxMemoryUsedMb: this.#peakMemoryMb };
    if (isOverMemory) return { ...common, ...this.#outOfMemory() };
    switch (event.kind) {
      case 'next':
        return { ...common, kind: 'initialised' };
      case 'initError':
        return {
          ...common,
          kind: 'functionError',
          payload: event.payload,
          errorType: event.errorType,
        };
      case 'exit':
        return { ...common, ...this.#describeExit(event) };
      default:
        return { ...common, kind: 'timeout' };
    }
  }

  /** @throws If the environment is destroyed meanwhile. */
  async invoke(invocation: Invocation): Promise<InvocationOutcome> {
    this.#checkNotDestroyed();
    const groupId = this.#child?.pid;
    const { vcpuShare, memoryMb } = this.#spec;
    if (groupId !== undefined) this.#ports.governor.watch(groupId, { vcpuShare, memoryMb });
    const startMs = performance.now();
    this.#api.hand(invocation);
    const event = await this.#waitFor(
      ['response', 'error', 'exit'],
      invocation.timeoutMs,
      invocation.requestId,
    );
    const elapsedMs = performance.now() - startMs;
    this.#checkNotDestroyed();
    const durationMs = event.kind === 'timeout' ? invocation.timeoutMs : elapsedMs;
    this.#measureMemory();
    if (groupId !== undefined) this.#ports.governor.release(groupId);
    const isOverMemory = this.#isOverMemory();
    if (event.kind === 'response' || event.kind === 'error') await this.#settle();
    if (event.kind === 'timeout' || isOverMemory) await this.destroy();
    if (this.#exit !== undefined) await this.#closed;
    const logLines = await this.#logs.take();
    const common = { durationMs, logLines, maxMemoryUsedMb: this.#peakMemoryMb };
    if (isOverMemory) return { ...common, ...this.#outOfMemory(), payload: EMPTY };
    switch (event.kind) {
      case 'response':
        return { ...common, kind: 'success', payload: event.payload };
      case 'error':
        return {
          ...common,
          kind: 'functionError',
          payload: event.payload,
          errorType: event.errorType,
        };
      case 'exit':
        return { ...common, ...this.#describeExit(event), payload: EMPTY };
      default:
        return { ...common, kind: 'timeout', payload: EMPTY };
    }
  }

  async destroy(): Promise<void> {
    this.#isDestroyed = true;
    const groupId = this.#child?.pid;
    if (groupId !== undefined && this.#exit === undefined) {
      this.#ports.governor.release(groupId);
      killGroup(groupId);
    }
    await this.#closed;
    this.#api.close();
  }

  /** @throws If the environment is destroyed before or meanwhile. */
  async #listen(): Promise<string> {
    try {
      return await this.#api.listen();
    } finally {
      this.#checkNotDestroyed();
    }
  }

  #spawn(runtimeApi: string): void {
    const child = spawn(this.#command.file, [...this.#command.args], {
      cwd: this.#command.taskRoot,
      env: functionEnvironment(this.#spec, this.#command, {
        runtimeApi,
        awsEndpoint: this.#ports.awsEndpoint(),
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group, so that whatever it starts can be stopped and ended together with it.
      detached: true,
    });
    this.#child = child;
    this.#closed = new Promise((resolve) => child.once('close', () => resolve()));
    this.#logs.follow(child.stdout);
    this.#logs.follow(child.stderr);
    child.once('error', () => this.#end(null, null));
    child.once('exit', (code, signal) => this.#end(code, signal));
    if (child.pid === undefined) {
      this.#closed = Promise.resolve();
      return;
    }
    this.#ports.reaper.add(child.pid);
    const { memoryMb } = this.#spec;
    this.#ports.governor.watch(child.pid, { vcpuShare: Number.POSITIVE_INFINITY, memoryMb });
  }

  #end(code: number | null, signal: string | null): void {
    this.#exit = { kind: 'exit', code, signal };
    const groupId = this.#child?.pid;
    if (groupId !== undefined) {
      // Grandchildren may have outlived the runtime.
      killGroup(groupId);
      this.#ports.reaper.drop(groupId);
      this.#ports.governor.release(groupId);
    }
    this.#publish(this.#exit);
  }

  #publish(event: ProcessEvent): void {
    this.#listener?.(event);
  }

  /** Waits for the first event of the given kinds, of the given request if it has one. */
  #waitFor(
    kinds: readonly ProcessEvent['kind'][],
    timeoutMs: number,
    requestId?: string,
  ): Promise<ProcessEvent> {
    return new Promise((resolve) => {
      const finish = (event: ProcessEvent) => {
        clearTimeout(timer);
        this.#listener = undefined;
        resolve(event);
      };
      const timer = setTimeout(() => finish({ kind: 'timeout' }), timeoutMs);
      this.#listener = (event) => {
        if (!kinds.includes(event.kind)) return;
        if ('requestId' in event && event.requestId !== requestId) return;
        finish(event);
      };
      if (this.#exit !== undefined && kinds.includes('exit')) finish(this.#exit);
    });
  }

  /**
   * A runtime that fails fatally exits right after its answer; a healthy one asks for the next
   * event.
   */
  async #settle(): Promise<void> {
    await this.#waitFor(['next', 'exit'], SETTLE_MS_MAX);
  }

  #checkNotDestroyed(): void {
    if (!this.#isDestroyed) return;
    throw new Error(
      `Cannot finish an invocation of ${this.#spec.functionName}: its execution environment must exist: it was destroyed meanwhile`,
    );
  }

  #measureMemory(): void {
    const groupId = this.#child?.pid;
    const peakMb = groupId === undefined ? undefined : readPeakMemoryMb(groupId);
    this.#peakMemoryMb = Math.max(this.#peakMemoryMb, peakMb ?? 0);
  }

  #isOverMemory(): boolean {
    return this.#peakMemoryMb > this.#spec.memoryMb;
  }

  /** A killed process has no statistics: it is reported at its limit. */
  #outOfMemory() {
    return { kind: 'outOfMemory', maxMemoryUsedMb: this.#spec.memoryMb } as const;
  }

  #describeExit({ code, signal }: Extract<ProcessEvent, { kind: 'exit' }>) {
    // The host's own kills were handled before: this one came from the governor, or from the kernel
    // because memory ran out.
    if (signal === 'SIGKILL') return this.#outOfMemory();
    if (signal !== null) {
      const name = signal === 'SIGABRT' ? 'aborted' : signal;
      return { kind: 'exit', exitReason: `signal: ${name}` } as const;
    }
    return code === 0
      ? ({ kind: 'exit' } as const)
      : ({ kind: 'exit', exitReason: `exit status ${code ?? 'unknown'}` } as const);
  }
}

function killGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGKILL');
  } catch {
    // The group has ended.
  }
}
