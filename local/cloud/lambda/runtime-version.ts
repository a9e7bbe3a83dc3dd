import { createHash } from 'node:crypto';
import { RETIRED_RUNTIMES } from './function-limits.ts';
import { invalidParameter } from './parameter-error.ts';

/** One release of a managed runtime, as INIT_START and `RuntimeVersionConfig` name it. */
export interface RuntimeVersion {
  /** Such as `nodejs:24.v1`. */
  readonly name: string;
  readonly arn: string;
}

/** When a function takes a new release of its runtime (PutRuntimeManagementConfig). */
export const RUNTIME_UPDATE_MODES = ['Auto', 'Manual', 'FunctionUpdate'] as const;

/** See {@linkcode RUNTIME_UPDATE_MODES}. */
export type RuntimeUpdateMode = (typeof RUNTIME_UPDATE_MODES)[number];

/** What a runtime without support is blocked for; the update is blocked later than the creation. */
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

  /** The newest release of a runtime; absent for functions without one, which are images. */
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

  /** Blocks a runtime for new functions, or for every change of those that have it, too. */
  retire(runtime: string, blocked: BlockedUse): void {
    this.#blocked.set(runtime, blocked);
  }

  /** @throws {ApiError} If no function can be created with this runtime any more. */
  checkCreation(runtime: string | undefined): void {
    if (runtime !== undefined && this.#blocked.has(runtime)) throw unsupportedRuntime(runtime);
  }

  /** @throws {ApiError} If no function can be changed that has this runtime. */
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

/** `nodejs24.x` is `nodejs:24`, `python3.13` is `python:3.13`, `provided.al2023` is `provided:al2023`. */
function familyAndVersion(runtime: string): string {
  const [, family = runtime, version = ''] = /^([a-z]+)\.?(.*?)(?:\.x)?$/.exec(runtime) ?? [];
  return `${family}:${version}`;
}
