import { createHash } from 'node:crypto';
import { RETIRED_RUNTIMES } from './function-limits.ts';
import { invalidParameter } from './parameter-error.ts';

/** One release of a managed runtime, as INIT_START and `RuntimeVersionConfig` name it. */
export interface RuntimeVersion {
  /** Name of the release, such as `nodejs:24.v1`. */
  readonly name: string;
  readonly arn: string;
}

/** When a function adopts a new release of its runtime (PutRuntimeManagementConfig). */
export const RUNTIME_UPDATE_MODES = ['Auto', 'Manual', 'FunctionUpdate'] as const;

/** See {@linkcode RUNTIME_UPDATE_MODES}. */
export type RuntimeUpdateMode = (typeof RUNTIME_UPDATE_MODES)[number];

/** The uses that an unsupported runtime is blocked for; creation is blocked before updates. */
export type BlockedUse = 'creation' | 'creationAndUpdate';

/** Releases of the managed runtimes in this region. Each begins with release 1. */
export class RuntimeReleases {
  readonly #numbers = new Map<string, number>();
  readonly #blocked = new Map<string, BlockedUse>(
    [...RETIRED_RUNTIMES].map((runtime) => [runtime, 'creationAndUpdate']),
  );
  readonly #region: string;

  constructor(region: string) {
    this.#region = region;
  }

  /** Returns the newest release of a runtime; `undefined` for images, which have none. */
  newest(runtime: string | undefined): RuntimeVersion | undefined {
    if (runtime === undefined) return undefined;
    const name = `${familyAndVersion(runtime)}.v${this.#numbers.get(runtime) ?? 1}`;
    const digest = createHash('sha256').update(name).digest('hex');
    return { name, arn: `arn:aws:lambda:${this.#region}::runtime:${digest}` };
  }

  /** Finds a release of a runtime by its ARN, older ones included. */
  find(runtime: string, arn: string): RuntimeVersion | undefined {
    const newestNumber = this.#numbers.get(runtime) ?? 1;
    const older = new RuntimeReleases(this.#region);
    for (let number = newestNumber; number >= 1; number -= 1) {
      older.#numbers.set(runtime, number);
      const version = older.newest(runtime);
      if (version?.arn === arn) return version;
    }
    return undefined;
  }

  /** Blocks a runtime for new functions, or also for updates of existing ones. */
  retire(runtime: string, blocked: BlockedUse): void {
    this.#blocked.set(runtime, blocked);
  }

  /** @throws {ApiError} If functions can no longer be created with this runtime. */
  checkCreation(runtime: string | undefined): void {
    if (runtime !== undefined && this.#blocked.has(runtime)) throw unsupportedRuntime(runtime);
  }

  /** @throws {ApiError} If functions with this runtime can no longer be updated. */
  checkUpdate(runtime: string | undefined): void {
    if (runtime !== undefined && this.#blocked.get(runtime) === 'creationAndUpdate') {
      throw unsupportedRuntime(runtime);
    }
  }

  /** Releases the next version of a runtime. */
  release(runtime: string): void {
    this.#numbers.set(runtime, (this.#numbers.get(runtime) ?? 1) + 1);
  }
}

function unsupportedRuntime(runtime: string) {
  return invalidParameter(
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
  );
}

/**
 * Converts `nodejs24.x` to `nodejs:24`, `python3.13` to `python:3.13`, `provided.al2023` to
 * `provided:al2023`.
 */
function familyAndVersion(runtime: string): string {
  const [, family = runtime, version = ''] = /^([a-z]+)\.?(.*?)(?:\.x)?$/.exec(runtime) ?? [];
  return `${family}:${version}`;
}
