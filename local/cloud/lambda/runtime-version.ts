import { createHash } from 'node:crypto';

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

/** Releases of the managed runtimes in this region. Each begins with release 1. */
export class RuntimeReleases {
  readonly #numbers = new Map<string, number>();
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

  /** Releases the next version of a runtime. */
  release(runtime: string): void {
    this.#numbers.set(runtime, (this.#numbers.get(runtime) ?? 1) + 1);
  }
}

/** `nodejs24.x` is `nodejs:24`, `python3.13` is `python:3.13`, `provided.al2023` is `provided:al2023`. */
function familyAndVersion(runtime: string): string {
  const [, family = runtime, version = ''] = /^([a-z]+)\.?(.*?)(?:\.x)?$/.exec(runtime) ?? [];
  return `${family}:${version}`;
}
