import type { CloudSettings } from '../local-cloud-options.ts';
import { ApiError } from '../wire/api-error.ts';
import {
  ENVIRONMENT_BYTES_MAX,
  EPHEMERAL_STORAGE_MB_MAX,
  MODEL_EPHEMERAL_STORAGE_MB,
  MODEL_MEMORY_MB,
  MODEL_TIMEOUT_SECONDS,
  RESERVED_ENVIRONMENT_VARIABLES,
  RETIRED_RUNTIMES,
  RUNTIMES,
  SNAP_START_RUNTIMES,
  TIMEOUT_SECONDS_MAX,
} from './function-limits.ts';
import type { FunctionSettings, LoggingSettings } from './function-record.ts';
import type { JsonObject } from './lambda-protocol.ts';
import { readLayers } from './layer-references.ts';
import { checkNetwork } from './network-settings.ts';
import { invalidParameter, violatedConstraint } from './parameter-error.ts';
import {
  readChoice,
  readInteger,
  readObject,
  readString,
  readStringList,
  readStringMap,
} from './parameter-reading.ts';

/** Settings that a request gives; what it leaves out is absent. */
type SettingsChange = Partial<
  Omit<FunctionSettings, 'code' | 'packageType' | 'architecture' | 'logging'>
> & { readonly logging?: Partial<LoggingSettings> };

/** The account's memory limit and its region. */
type SettingsLimits = Pick<CloudSettings, 'memoryMbMax' | 'memoryLimitError' | 'region'>;

const ROLE = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;

/** Members without effect here; an update replaces each of them as a whole. */
const PASSIVE_MEMBERS = [
  'VpcConfig',
  'DeadLetterConfig',
  'FileSystemConfigs',
  'ImageConfig',
  'KMSKeyArn',
] as const;

/**
 * Reads the settings in a CreateFunction or UpdateFunctionConfiguration request.
 *
 * @throws {ApiError} If Lambda would refuse one of them.
 */
export function readSettingsChange(input: JsonObject, limit: SettingsLimits): SettingsChange {
  checkNetwork(input);
  const tracing = readObject(input, 'TracingConfig');
  const snapStart = readObject(input, 'SnapStart');
  return withoutAbsent({
    role: readString(input, 'Role', ROLE),
    runtime: readRuntime(input),
    handler: readString(input, 'Handler', /^\S{1,128}$/),
    description: readString(input, 'Description', /^.{0,256}$/s),
    timeoutSeconds: readTimeout(input),
    memoryMb: readMemory(input, limit),
    ephemeralStorageMb: readEphemeralStorage(input),
    environmentVariables: readEnvironment(input),
    layerVersionArns: readLayers(input, limit.region),
    logging: readLogging(input),
    tracingMode: tracing && readChoice(tracing, 'Mode', ['PassThrough', 'Active']),
    snapStart:
      snapStart &&
      readChoice(snapStart, 'ApplyOn', ['PublishedVersions', 'None'], 'snapStart.applyOn'),
    passive: readPassive(input),
  });
}

/** Returns the settings of a new function: what the request gives, and Lambda's defaults. */
export function newSettings(
  change: SettingsChange,
  fixed: Pick<FunctionSettings, 'role' | 'packageType' | 'architecture' | 'code'>,
  functionName: string,
): FunctionSettings {
  return {
    description: '',
    timeoutSeconds: 3,
    memoryMb: 128,
    ephemeralStorageMb: 512,
    layerVersionArns: [],
    tracingMode: 'PassThrough',
    snapStart: 'None',
    passive: {},
    ...change,
    logging: { format: 'Text', logGroup: `/aws/lambda/${functionName}`, ...change.logging },
    ...fixed,
  };
}

/** Returns the settings after an update: given members replace, the others stay. */
export function changedSettings(
  settings: FunctionSettings,
  change: SettingsChange,
): FunctionSettings {
  return {
    ...settings,
    ...change,
    logging: { ...settings.logging, ...change.logging },
    passive: { ...settings.passive, ...change.passive },
  };
}

/**
 * Checks the rules that concern several settings.
 *
 * @throws {ApiError} If the settings contradict each other.
 */
export function checkSettings(settings: FunctionSettings): void {
  if (settings.packageType === 'Zip') {
    if (settings.runtime === undefined || settings.handler === undefined) {
      throw invalidParameter(
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      );
    }
  } else if (settings.runtime !== undefined || settings.handler !== undefined) {
    throw invalidParameter(
      "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    );
  }
  const { logging } = settings;
  if (logging.format === 'Text' && (logging.applicationLogLevel ?? logging.systemLogLevel)) {
    throw invalidParameter(
      'ApplicationLogLevel and SystemLogLevel can only be set when LogFormat is JSON.',
    );
  }
  checkSnapStart(settings);
}

function checkSnapStart(settings: FunctionSettings): void {
  if (settings.snapStart === 'None') return;
  if (settings.runtime === undefined || !SNAP_START_RUNTIMES.test(settings.runtime)) {
    throw invalidParameter(
      `${settings.runtime ?? 'Image'} is not supported for SnapStart enabled functions.`,
    );
  }
  if (settings.ephemeralStorageMb > 512) {
    throw invalidParameter('SnapStart does not support EphemeralStorage above 512 MB.');
  }
}

function readRuntime(input: JsonObject): string | undefined {
  const runtime = readString(input, 'Runtime');
  if (runtime !== undefined && !RUNTIMES.has(runtime) && !RETIRED_RUNTIMES.has(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${[...RUNTIMES].join(', ')}] or be a valid ARN`,
    );
  }
  return runtime;
}

function readTimeout(input: JsonObject): number | undefined {
  const timeoutSeconds = readInteger(input, 'Timeout', MODEL_TIMEOUT_SECONDS);
  checkQuota('Timeout', timeoutSeconds, TIMEOUT_SECONDS_MAX);
  return timeoutSeconds;
}

function readMemory(input: JsonObject, limit: SettingsLimits): number | undefined {
  const memoryMb = readInteger(input, 'MemorySize', MODEL_MEMORY_MB);
  checkQuota('MemorySize', memoryMb, limit.memoryMbMax, limit.memoryLimitError);
  return memoryMb;
}

function readEphemeralStorage(input: JsonObject): number | undefined {
  const storage = readObject(input, 'EphemeralStorage');
  if (storage === undefined) return undefined;
  const sizeMb = readInteger(storage, 'Size', MODEL_EPHEMERAL_STORAGE_MB);
  checkQuota('EphemeralStorage.Size', sizeMb, EPHEMERAL_STORAGE_MB_MAX);
  return sizeMb;
}

function checkQuota(
  name: string,
  value: number | undefined,
  max: number,
  errorCode = 'InvalidParameterValueException',
): void {
  if (value === undefined || value <= max) return;
  throw new ApiError(
    400,
    errorCode,
    `'${name}' value failed to satisfy constraint: Member must have value less than or equal to ${max}`,
  );
}

function readEnvironment(input: JsonObject): Readonly<Record<string, string>> | undefined {
  const environment = readObject(input, 'Environment');
  if (environment === undefined) return undefined;
  const variables = readStringMap(environment, 'Variables') ?? {};
  const prefix =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  const names = Object.keys(variables);
  const reserved = names.filter((name) => RESERVED_ENVIRONMENT_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `${prefix} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const malformed = names.find((name) => !/^[a-zA-Z]\w+$/.test(name));
  if (malformed !== undefined) {
    throw new ApiError(
      400,
      'ValidationException',
      `1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]: ${malformed}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > ENVIRONMENT_BYTES_MAX) {
    throw invalidParameter(`${prefix} exceeded the 4KB limit. String measured: ${measured}`);
  }
  return variables;
}

function readLogging(input: JsonObject): Partial<LoggingSettings> | undefined {
  const logging = readObject(input, 'LoggingConfig');
  if (logging === undefined) return undefined;
  return withoutAbsent({
    format: readChoice(logging, 'LogFormat', ['Text', 'JSON']),
    logGroup: readString(logging, 'LogGroup', /^[.\-_/#A-Za-z0-9]{1,512}$/),
    applicationLogLevel: readChoice(logging, 'ApplicationLogLevel', [
      'TRACE',
      'DEBUG',
      'INFO',
      'WARN',
      'ERROR',
      'FATAL',
    ]),
    systemLogLevel: readChoice(logging, 'SystemLogLevel', ['DEBUG', 'INFO', 'WARN']),
  });
}

function readPassive(input: JsonObject): JsonObject | undefined {
  const given = PASSIVE_MEMBERS.filter((name) => input[name] !== undefined);
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((name) => [name, input[name]]));
}

/**
 * Reads `Architectures`, which has one member.
 *
 * @throws {ApiError} If it has another number of members, or an unknown one.
 */
export function readArchitecture(input: JsonObject): FunctionSettings['architecture'] | undefined {
  const architectures = readStringList(input, 'Architectures');
  if (architectures === undefined) return undefined;
  const [architecture] = architectures;
  const isKnown = architecture === 'x86_64' || architecture === 'arm64';
  if (architectures.length === 1 && isKnown) return architecture;
  throw violatedConstraint(
    'architectures',
    `[${architectures.join(', ')}]`,
    architectures.length > 1
      ? 'Member must have length less than or equal to 1'
      : 'Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]',
  );
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops members that are undefined, so that spreading keeps what was there before. */
function withoutAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Present<T>;
}
