/** Code of a function as an execution host receives it. */
export type FunctionCode =
  /** A deployment package; `sha256` is its base64 digest, the function's `CodeSha256`. */
  | { readonly kind: 'zip'; readonly zip: Uint8Array; readonly sha256: string }
  /** A container image; `directory` holds its content on this machine, if it is configured. */
  | {
      readonly kind: 'image';
      readonly imageUri: string;
      readonly sha256: string;
      readonly directory?: string;
    };

/** A layer version whose content the local cloud holds. */
export interface LayerCode {
  readonly layerVersionArn: string;
  readonly zip: Uint8Array;
  readonly sha256: string;
}

/** Everything that decides how an execution environment behaves. */
export interface EnvironmentSpec {
  readonly functionName: string;
  /** Unqualified. */
  readonly functionArn: string;
  /** Version number, or `$LATEST`. */
  readonly version: string;
  /** Absent for images. */
  readonly runtime: string | undefined;
  /** As configured. A host on this machine ignores it and uses the machine's own architecture. */
  readonly architecture: 'x86_64' | 'arm64';
  readonly handler: string | undefined;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** vCPUs that the memory setting gives, at most the cloud's capacity. */
  readonly vcpuShare: number;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly code: FunctionCode;
  /** Layers with content, in the order of the configuration. */
  readonly layers: readonly LayerCode[];
  readonly logGroupName: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Access key of the function's role, which signs the function's own AWS calls. */
  readonly accessKeyId: string;
  readonly region: string;
  readonly initialisation: 'on-demand' | 'snap-start';
}

/** How the initialisation of an environment ended. All but `initialised` end the environment. */
export interface InitOutcome {
  readonly kind: 'initialised' | 'functionError' | 'timeout' | 'exit' | 'outOfMemory';
  /** Time from the start of the runtime until it asked for an event or failed. */
  readonly initDurationMs: number;
  /** Error payload of the runtime, JSON, of a `functionError`. */
  readonly payload?: Uint8Array;
  /** Error type that the runtime reported, of a `functionError`. */
  readonly errorType?: string;
  /** Reason of an `exit`, such as `exit status 1`; absent for status 0. */
  readonly exitReason?: string;
  readonly logLines: readonly string[];
  readonly maxMemoryUsedMb: number;
}

/** One event for an environment. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** When the invocation must have ended, in milliseconds since the epoch. */
  readonly deadlineMs: number;
  /** Time limit, milliseconds. */
  readonly timeoutMs: number;
  /** ARN as invoked, with the qualifier if there was one. */
  readonly invokedFunctionArn: string;
  /** Decoded client context, JSON, or absent. */
  readonly clientContext: string | undefined;
}

/** How an invocation ended. Everything but `success` and `functionError` ends the environment. */
export interface InvocationOutcome {
  readonly kind: 'success' | 'functionError' | 'timeout' | 'exit' | 'outOfMemory';
  /** Time from the handover of the event to the response, without waiting for a free core. */
  readonly durationMs: number;
  /** Result, or the error payload of the runtime; empty if the environment died. */
  readonly payload: Uint8Array;
  /** Error type that the runtime reported, of a `functionError`. */
  readonly errorType?: string;
  /** Reason of an `exit`, such as `exit status 1` or `signal: aborted`; absent for status 0. */
  readonly exitReason?: string;
  readonly logLines: readonly string[];
  /** High-water mark of the environment since it was created. */
  readonly maxMemoryUsedMb: number;
}

/** An execution environment, which runs code for one event at a time. */
export interface ExecutionEnvironment {
  /** Whether it can still run an event: a runtime may end by itself at any time. */
  readonly isAlive: boolean;
  /**
   * Starts the runtime and loads the code. Called once, before the first invocation.
   *
   * @param timeoutMs Time limit, milliseconds.
   */
  initialise(timeoutMs: number): Promise<InitOutcome>;
  /** Runs one event. Never called while another one runs. */
  invoke(invocation: Invocation): Promise<InvocationOutcome>;
  /** Ends the environment; nothing of it is left when the promise resolves. Idempotent. */
  destroy(): Promise<void>;
}

/** Port: what runs function code. */
export interface ExecutionHost {
  /**
   * Prepares an environment without starting it.
   *
   * @throws {UnsupportedExecutionError} If this host cannot run such a function.
   */
  createEnvironment(spec: EnvironmentSpec): ExecutionEnvironment;
  /** Ends everything that the host has started. */
  stop(): Promise<void>;
}

/** Thrown if a host cannot run a function; the message says what it can run. */
export class UnsupportedExecutionError extends Error {
  override readonly name = 'UnsupportedExecutionError';
}
