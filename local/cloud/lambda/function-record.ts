import type { FunctionCode } from './execution-host.ts';
import type { RuntimeUpdateMode, RuntimeVersion } from './runtime-version.ts';

/** How a function writes its log. */
export interface LoggingSettings {
  readonly format: 'Text' | 'JSON';
  readonly logGroup: string;
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
}

/** Settings that a published version freezes. */
export interface FunctionSettings {
  readonly role: string;
  readonly packageType: 'Zip' | 'Image';
  /** Absent for images. */
  readonly runtime?: string;
  /** Absent for images. */
  readonly handler?: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly layerVersionArns: readonly string[];
  readonly logging: LoggingSettings;
  readonly tracingMode: 'PassThrough' | 'Active';
  readonly snapStart: 'None' | 'PublishedVersions';
  /** Members that have no effect here and are returned as they were given, by their API names. */
  readonly passive: Readonly<Record<string, unknown>>;
  readonly code: FunctionCode;
}

/** `$LATEST` or a published version. */
export interface VersionRecord {
  /** Version number, or `$LATEST`. */
  readonly version: string;
  /** The settings that the API shows. */
  settings: FunctionSettings;
  /** The settings that invocations use: during an update, still the previous ones. */
  runningSettings: FunctionSettings;
  /** Release of the runtime that new environments have; absent for images. */
  runtimeVersion: RuntimeVersion | undefined;
  runtimeUpdateMode: RuntimeUpdateMode;
  /**
   * Changes whenever {@linkcode runningSettings} or {@linkcode runtimeVersion} change; each
   * environment belongs to one generation.
   */
  generation: number;
  revisionId: string;
  lastModifiedMs: number;
  /** When a new function or version becomes Active; absent once it is. */
  activeAtMs: number | undefined;
  /** When the update in progress is Successful; absent if there is none. */
  updatedAtMs: number | undefined;
}

/** The version and settings that one invocation runs, even if the function changes meanwhile. */
export interface RunningVersion {
  readonly version: VersionRecord;
  readonly settings: FunctionSettings;
  readonly generation: number;
}

/** Returns what a version runs now. */
export function runningVersion(version: VersionRecord): RunningVersion {
  return { version, settings: version.runningSettings, generation: version.generation };
}

/** A named pointer to a version, or to two with weights. */
export interface AliasRecord {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** Weight by further version, 0 to 1. */
  readonly additionalVersionWeights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** Execution environments that are kept ready for an alias or a version. */
export interface ProvisionedConcurrency {
  readonly requested: number;
  readonly allocatedAtMs: number;
  readonly lastModifiedMs: number;
}

/** A function with its versions, aliases, tags and concurrency. */
export interface FunctionRecord {
  readonly name: string;
  /** Unqualified. */
  readonly arn: string;
  readonly latest: VersionRecord;
  /** Published versions by number, oldest first. */
  readonly versions: Map<string, VersionRecord>;
  readonly aliases: Map<string, AliasRecord>;
  /** Provisioned concurrency by alias name or version number. */
  readonly provisionedConcurrency: Map<string, ProvisionedConcurrency>;
  /** Absent if the function takes unsigned code. */
  readonly codeSigningConfigArn: string | undefined;
  tags: Readonly<Record<string, string>>;
  /** Absent if the function shares the account's unreserved concurrency. */
  reservedConcurrency: number | undefined;
}
