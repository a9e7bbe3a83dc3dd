import type { CallLog } from './call-log.ts';
import type { MetricStore } from './cloudwatch/metric-store.ts';
import type { FaultPlan } from './faults.ts';
import type { LocalCloudOptions } from './local-cloud-options.ts';
import type { CloudRequest, CloudResponse } from './wire/cloud-message.ts';

/** A function as tests inspect it. */
export interface FunctionSummary {
  readonly functionName: string;
  /** As GetFunctionConfiguration returns it for `$LATEST`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly string[];
  readonly aliases: readonly string[];
}

/** A small AWS account in this process. */
export interface LocalCloud {
  readonly accountId: string;
  readonly region: string;
  /** The one door: answers a request, and never throws. */
  handle(request: CloudRequest): Promise<CloudResponse>;
  readonly calls: CallLog;
  readonly faults: FaultPlan;
  readonly metrics: MetricStore;
  listFunctions(): readonly FunctionSummary[];
  listBucketKeys(bucketName: string): readonly string[];
  /** Ends every execution environment. Calls after it are refused. */
  stop(): Promise<void>;
}

/** Composes a local cloud. */
export function createLocalCloud(_options: LocalCloudOptions): LocalCloud {
  throw new Error('Cannot create a local cloud: it is not built yet');
}
