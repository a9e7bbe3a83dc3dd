import { availableParallelism } from 'node:os';
import { createBedrockService } from './bedrock/bedrock-service.ts';
import { CallLog } from './call-log.ts';
import { createCloudwatchService } from './cloudwatch/cloudwatch-service.ts';
import { MetricStore } from './cloudwatch/metric-store.ts';
import { FaultPlan } from './faults.ts';
import { createIamService } from './iam/iam-service.ts';
import { createStsService } from './iam/sts-service.ts';
import { configurationOf, renderConfiguration } from './lambda/configuration-view.ts';
import type { FunctionRecord } from './lambda/function-record.ts';
import { FunctionStore } from './lambda/function-store.ts';
import { createLambdaService } from './lambda/lambda-service.ts';
import { RuntimeReleases } from './lambda/runtime-version.ts';
import type { CloudSettings, LocalCloudOptions } from './local-cloud-options.ts';
import { createRequestHandler } from './request-handler.ts';
import { ObjectStore, sortedKeys } from './s3/object-store.ts';
import { createS3Service } from './s3/s3-service.ts';
import { createTaggingService } from './tagging/tagging-service.ts';
import type { CloudRequest, CloudResponse } from './wire/cloud-message.ts';

/** An alias as tests inspect it. */
export interface AliasSummary {
  readonly name: string;
  readonly functionVersion: string;
  readonly additionalVersionWeights: Readonly<Record<string, number>>;
}

/** A function as tests inspect it. */
interface FunctionSummary {
  readonly functionName: string;
  /** Configuration that GetFunctionConfiguration returns for `$LATEST`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Configurations of the published versions, oldest first. */
  readonly versions: readonly Readonly<Record<string, unknown>>[];
  readonly aliases: readonly AliasSummary[];
}

/** A small AWS account in this process. */
export interface LocalCloud {
  readonly accountId: string;
  readonly region: string;
  /** The only entry point: answers a request, and never throws. */
  handle(request: CloudRequest): Promise<CloudResponse>;
  readonly calls: CallLog;
  readonly faults: FaultPlan;
  readonly metrics: MetricStore;
  /**
   * Releases a new version of a managed runtime: functions with automatic runtime updates use it in
   * their next environments, published versions included.
   */
  releaseRuntime(runtime: string): void;
  /**
   * Ends support for a managed runtime: functions can no longer be created with it. Existing ones
   * continue to run; with `creationAndUpdate` they can no longer be updated either.
   */
  retireRuntime(runtime: string, blocked: 'creation' | 'creationAndUpdate'): void;
  listFunctions(): readonly FunctionSummary[];
  /** Keys of a bucket in order; empty if there is no such bucket. */
  listBucketKeys(bucketName: string): readonly string[];
  /** An object's text; `undefined` if there is none. */
  readBucketText(bucketName: string, key: string): string | undefined;
  /** Ends every execution environment. Invocations after it fail. */
  stop(): Promise<void>;
}

/** Creates a local cloud. */
export function createLocalCloud(options: LocalCloudOptions): LocalCloud {
  const settings = withDefaults(options);
  const { clock, random, region, accountId } = settings;
  const calls = new CallLog();
  const faults = new FaultPlan();
  const metrics = new MetricStore();
  const objects = new ObjectStore();
  const functions = new FunctionStore({ clock, random, scope: settings });
  const runtimes = new RuntimeReleases(region);
  const services = [
    ...(options.additionalServices ?? []),
    createLambdaService(settings, { functions, objects, metrics, runtimes }),
    createS3Service({ store: objects, clock, region }, random),
    createIamService(settings, random),
    createStsService(accountId, random),
    createCloudwatchService(metrics, random),
    createBedrockService(settings, random),
    createTaggingService({
      listFunctions: () => functions.list(),
      functionArnPrefix: `arn:aws:lambda:${region}:${accountId}:function:`,
      random,
    }),
  ];
  return {
    accountId,
    region,
    handle: createRequestHandler({ settings, services, calls, faults }),
    calls,
    faults,
    metrics,
    releaseRuntime: (runtime) => {
      runtimes.release(runtime);
      functions.adoptRuntime(runtime, runtimes.newest(runtime));
    },
    retireRuntime: (runtime, blocked) => runtimes.retire(runtime, blocked),
    listFunctions: () => functions.list().map(summarise),
    listBucketKeys: (bucketName) => sortedKeys(objects.findBucket(bucketName) ?? new Map()),
    readBucketText: (bucketName, key) => {
      const body = objects.findBucket(bucketName)?.get(key)?.body;
      return body === undefined ? undefined : Buffer.from(body).toString('utf8');
    },
    stop: async () => {
      await Promise.all(services.map((service) => service.stop?.()));
      await settings.executionHost.stop();
    },
  };
}

function summarise(record: FunctionRecord): FunctionSummary {
  return {
    functionName: record.name,
    configuration: renderConfiguration(record, record.latest, undefined),
    tags: record.tags,
    versions: [...record.versions.values()].map((version) =>
      configurationOf(record, version, true),
    ),
    aliases: [...record.aliases.values()].map(
      ({ name, functionVersion, additionalVersionWeights }) => ({
        name,
        functionVersion,
        additionalVersionWeights,
      }),
    ),
  };
}

/** Default time for which a new function stays Pending. */
const PENDING_MS = 50;

function withDefaults(options: LocalCloudOptions): CloudSettings {
  return {
    accountId: '123456789012',
    region: 'us-east-1',
    vcpuCapacity: availableParallelism(),
    roles: {},
    controlPlaneDelayMs: 0,
    dataPlaneDelayMs: 0,
    pendingMs: PENDING_MS,
    updatePendingMs: options.pendingMs ?? PENDING_MS,
    environmentStartMs: 0,
    memoryMbMax: 10_240,
    memoryLimitError: 'InvalidParameterValueException',
    accountConcurrency: 1000,
    idleEnvironmentsMax: 32,
    imageDirectories: {},
    codeSigningConfigArns: [],
    isCodeChunked: false,
    models: {},
    ...options,
  };
}
