import type { MetricStore } from '../cloudwatch/metric-store.ts';
import type { CloudSettings } from '../local-cloud-options.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import type { CloudRequest } from '../wire/cloud-message.ts';
import type { ConcurrencyLimiter } from './concurrency-limiter.ts';
import type { CpuAdmission } from './cpu-admission.ts';
import type { EnvironmentPool } from './environment-pool.ts';
import type { FunctionStore } from './function-store.ts';
import type { LayerStore } from './layer-store.ts';
import type { RuntimeReleases } from './runtime-version.ts';

/** Dependencies of the Lambda operations. */
export interface LambdaPorts {
  readonly settings: CloudSettings;
  readonly functions: FunctionStore;
  readonly layers: LayerStore;
  readonly runtimes: RuntimeReleases;
  readonly objects: ObjectStore;
  readonly metrics: MetricStore;
  readonly concurrency: ConcurrencyLimiter;
  readonly pool: EnvironmentPool;
  readonly admission: CpuAdmission;
  newRequestId(): string;
}

/** A request whose path has been matched. */
export interface LambdaRequest {
  readonly request: CloudRequest;
  /** Decoded path parameters. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}
