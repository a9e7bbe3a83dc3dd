import type {
  EnvironmentSpec,
  ExecutionEnvironment,
  ExecutionHost,
  InitOutcome,
  Invocation,
  InvocationOutcome,
} from '../../local/cloud/lambda/execution-host.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Random } from '../../shared/runtime/random.ts';

/** Behaviour of a simulated function. */
export interface FunctionModel {
  /** Work of the CPU, milliseconds at one full vCPU. */
  readonly cpuMs: number;
  /** Waiting for others, milliseconds at every size. */
  readonly waitMs: number;
  /** Largest slowdown of an invocation, as a share of the duration that the model gives. */
  readonly noiseMax: number;
  /** Memory below which an invocation is killed. */
  readonly memoryNeedMb: number;
  /** Share of invocations that fail with an error of the function itself. */
  readonly errorShare: number;
  /**
   * Share of invocations in which the process ends: the next initialisation is then part of an
   * invocation, and not marked.
   */
  readonly crashShare: number;
  /** Message of the function's own errors. Default: a short text. */
  readonly errorText?: string;
  readonly initMs: number;
  /** Bytes that each invocation prints before its report. */
  readonly logBytes: number;
}

/** The host's counts for functions whose names start with a prefix. */
export interface InvocationTally {
  /** Invocations started, by function name. */
  readonly started: Map<string, number>;
  /** Environments created, by function name. */
  readonly environments: Map<string, number>;
  /** Invocations in progress, by the run that owns the clone; those of a stopped run continue. */
  readonly inFlight: Map<string, number>;
  /** Maximum number in progress for one run. */
  inFlightMax: number;
  /** Memory times billed duration of all invocations. */
  gbSeconds: number;
}

/** Environment variable that changes the model of one function: part of a model, as JSON. */
export const MODEL_VARIABLE = 'SIMULATED_MODEL';

/** Memory that gives one vCPU, MB. */
const FULL_VCPU_MB = 1769;

/** An execution host that models durations instead of running code. */
export class SimulatedHost implements ExecutionHost {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #model: FunctionModel;
  readonly #countedPrefix: string;
  readonly tally: InvocationTally = {
    started: new Map(),
    environments: new Map(),
    inFlight: new Map(),
    inFlightMax: 0,
    gbSeconds: 0,
  };

  constructor(
    ports: { clock: Clock; random: Random },
    model: FunctionModel,
    countedPrefix: string,
  ) {
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#model = model;
    this.#countedPrefix = countedPrefix;
  }

  createEnvironment(spec: EnvironmentSpec): ExecutionEnvironment {
    let isAlive = true;
    const { environments } = this.tally;
    environments.set(spec.functionName, (environments.get(spec.functionName) ?? 0) + 1);
    return {
      get isAlive() {
        return isAlive;
      },
      initialise: () => this.#initialise(),
      invoke: async (invocation) => {
        const outcome = await this.#invoke(spec, invocation);
        isAlive &&= outcome.kind === 'success' || outcome.kind === 'functionError';
        return outcome;
      },
      destroy: async () => {
        isAlive = false;
      },
    };
  }

  async stop(): Promise<void> {}

  async #initialise(): Promise<InitOutcome> {
    await this.#clock.sleepMs(this.#model.initMs);
    return {
      kind: 'initialised',
      initDurationMs: this.#model.initMs,
      logLines: [],
      maxMemoryUsedMb: 40,
    };
  }

  async #invoke(spec: EnvironmentSpec, { timeoutMs }: Invocation): Promise<InvocationOutcome> {
    const isCounted = spec.functionName.startsWith(this.#countedPrefix);
    if (isCounted) {
      const { started } = this.tally;
      started.set(spec.functionName, (started.get(spec.functionName) ?? 0) + 1);
      this.#countInFlight(spec, 1);
    }
    const outcome = this.#outcome(spec, timeoutMs);
    await this.#clock.sleepMs(outcome.durationMs);
    if (isCounted) {
      this.#countInFlight(spec, -1);
      this.tally.gbSeconds += (spec.memoryMb / 1024) * (Math.ceil(outcome.durationMs) / 1000);
    }
    return outcome;
  }

  #countInFlight({ functionName }: EnvironmentSpec, change: 1 | -1): void {
    const run = functionName.replace(/(-[0-9a-f]{12})-.+$/, '$1');
    const count = (this.tally.inFlight.get(run) ?? 0) + change;
    this.tally.inFlight.set(run, count);
    this.tally.inFlightMax = Math.max(this.tally.inFlightMax, count);
  }

  #outcome(spec: EnvironmentSpec, timeoutMs: number): InvocationOutcome {
    const model = modelOf(spec, this.#model);
    const { cpuMs, waitMs, noiseMax, memoryNeedMb, errorShare, crashShare, logBytes } = model;
    const { errorText = 'no such order' } = model;
    const noise = 1 + noiseMax * this.#random() ** 3;
    const isFailing = this.#random() < errorShare;
    const isCrashing = this.#random() < crashShare;
    const durationMs = round(
      (waitMs + cpuMs / Math.min(1, spec.memoryMb / FULL_VCPU_MB)) * noise + 0.5,
    );
    const common = {
      durationMs: Math.min(durationMs, timeoutMs),
      logLines: logBytes > 0 ? ['x'.repeat(logBytes)] : [],
      maxMemoryUsedMb: Math.min(spec.memoryMb, memoryNeedMb),
    };
    const nothing = new Uint8Array();
    if (memoryNeedMb > spec.memoryMb) return { ...common, kind: 'outOfMemory', payload: nothing };
    if (durationMs > timeoutMs) return { ...common, kind: 'timeout', payload: nothing };
    if (isCrashing) return { ...common, kind: 'exit', payload: nothing };
    return isFailing
      ? {
          ...common,
          kind: 'functionError',
          errorType: 'OrderError',
          payload: Buffer.from(
            JSON.stringify({ errorType: 'OrderError', errorMessage: errorText }),
          ),
        }
      : { ...common, kind: 'success', payload: Buffer.from('{}') };
  }
}

/** Returns the model of a function: the common one, changed by the function's own variable. */
function modelOf({ environmentVariables }: EnvironmentSpec, common: FunctionModel): FunctionModel {
  const { [MODEL_VARIABLE]: own } = environmentVariables;
  return own === undefined ? common : { ...common, ...JSON.parse(own) };
}

function round(durationMs: number): number {
  return Math.round(durationMs * 100) / 100;
}
