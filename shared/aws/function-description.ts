import {
  type FunctionConfiguration,
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Architecture } from '../core/architecture.ts';
import { definedOnly } from '../core/defined-only.ts';
import type { FunctionDependencies } from '../core/dependency-permissions.ts';
import { digestOf } from '../core/digest.ts';
import type { LogFormat } from '../core/measurement/log-format.ts';
import { isPowerValue, type PowerValue } from '../core/power-value.ts';
import { EPHEMERAL_STORAGE_FREE_MB } from '../core/pricing/billed-cost.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../core/untrusted-text.ts';
import {
  FunctionNotFoundError,
  PermissionDeniedError,
  UnsupportedFunctionError,
} from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import type { SdkError } from './error-category.ts';
import { functionDependencies } from './function-dependencies.ts';

/** A function to read, with an optional version or alias. */
export interface FunctionAddress {
  readonly functionArn: string;
  readonly qualifier?: string | undefined;
}

/** A version or alias of a function. */
export interface QualifiedAddress extends FunctionAddress {
  readonly qualifier: string;
}

/** A function as Lambda describes it, with everything that tuning depends on. */
export interface FunctionDescription {
  /** ARN without a qualifier. */
  readonly functionArn: string;
  readonly functionName: string;
  readonly memoryMb: PowerValue;
  readonly timeoutSeconds: number;
  readonly architecture: Architecture;
  readonly ephemeralStorageMb: number;
  readonly logFormat: LogFormat;
  readonly packageType: 'Zip' | 'Image';
  readonly runtime?: string;
  readonly hasSnapStart: boolean;
  /** Present if the function mounts a file system: EFS or S3 Files. */
  readonly hasFileSystem?: true;
  readonly codeSha256: string;
  /** Digest of all configuration that a measurement depends on, except the memory size. */
  readonly configurationDigest: string;
  /** The runtime build of the function; absent for images, and if Lambda does not state it. */
  readonly runtimeVersionArn?: string;
  /** Absent if an emulator of Lambda does not give one; then no change can be applied safely. */
  readonly revisionId?: string;
  /** The other resources that the function uses. */
  readonly dependencies: FunctionDependencies;
  /** Also empty if the caller may not use lambda:ListTags. */
  readonly tags: Readonly<Record<string, string>>;
  /** Absent if the function has no reserved concurrency. */
  readonly reservedConcurrency?: number;
  /** Whether the last change to the function has taken effect. */
  readonly updateStatus: 'successful' | 'inProgress' | 'failed';
  readonly updateStatusReason: string;
}

/**
 * Reads a function with GetFunction, which has a separate rate limit of 100 per second.
 * GetFunctionConfiguration shares 15 per second with the rest of the account's control plane.
 */
export async function readFunction(
  client: LambdaClient,
  context: CallContext,
  { functionArn, qualifier }: FunctionAddress,
): Promise<GetFunctionCommandOutput> {
  const name = qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`;
  return await callAws(`read function "${name}"`, context, async (abortSignal) => {
    try {
      return await client.send(
        new GetFunctionCommand({
          FunctionName: functionArn,
          Qualifier: qualifier,
        }),
        { abortSignal },
      );
    } catch (error) {
      if ((error as SdkError).name === 'ResourceNotFoundException') {
        throw new FunctionNotFoundError(
          `Cannot tune "${name}": there is no such function, version or alias in that account and region. Check the name, or give the full ARN`,
          { cause: error },
        );
      }
      throw error;
    }
  });
}

/**
 * Describes the function to tune.
 *
 * @throws {FunctionNotFoundError} If it does not exist, or not with this qualifier.
 * @throws {UnsupportedFunctionError} If functions of its kind have no memory size to tune.
 * @throws {PermissionDeniedError} If its environment variables cannot be read: a change to them
 *   during the run would go unnoticed.
 */
export async function describeFunction(
  client: LambdaClient,
  context: CallContext,
  address: FunctionAddress,
): Promise<FunctionDescription> {
  const answer = await readFunction(client, context, address);
  const configuration = answer.Configuration ?? {};
  const { MemorySize, FunctionName, Timeout, CodeSha256, RevisionId } = configuration;
  refuseUntunableKinds(configuration);
  refuseUnreadableEnvironment(configuration);
  if (!isPowerValue(MemorySize) || !FunctionName || !Timeout || !CodeSha256) {
    throw new UnsupportedFunctionError(
      `Cannot tune "${address.functionArn}": Lambda must say its name, timeout, code hash and memory size (128 to 10240 MB): current values are "${FunctionName}", ${Timeout}, "${CodeSha256}" and ${MemorySize}`,
    );
  }
  return definedOnly({
    functionArn: address.functionArn,
    functionName: FunctionName,
    memoryMb: MemorySize,
    timeoutSeconds: Timeout,
    architecture: configuration.Architectures?.[0] ?? 'x86_64',
    ephemeralStorageMb: configuration.EphemeralStorage?.Size ?? EPHEMERAL_STORAGE_FREE_MB,
    logFormat: configuration.LoggingConfig?.LogFormat ?? 'Text',
    packageType: configuration.PackageType ?? 'Zip',
    runtime: configuration.Runtime,
    hasSnapStart: configuration.SnapStart?.ApplyOn === 'PublishedVersions',
    hasFileSystem: (configuration.FileSystemConfigs ?? []).length > 0 || undefined,
    codeSha256: CodeSha256,
    configurationDigest: configurationDigest(configuration),
    runtimeVersionArn: configuration.RuntimeVersionConfig?.RuntimeVersionArn,
    revisionId: RevisionId,
    dependencies: functionDependencies(answer),
    tags: answer.Tags ?? {},
    reservedConcurrency: answer.Concurrency?.ReservedConcurrentExecutions,
    updateStatus: updateStatusOf(configuration),
    updateStatusReason: cleanText(configuration.LastUpdateStatusReason ?? '', MESSAGE_LENGTH_MAX),
  });
}

function refuseUntunableKinds(configuration: FunctionConfiguration): void {
  const refusals: readonly (readonly [unknown, string])[] = [
    [configuration.MasterArn, 'it is a Lambda@Edge replica; tune the function it replicates'],
    [
      configuration.CapacityProviderConfig,
      'it runs on Lambda Managed Instances, where memory is not billed by the invocation',
    ],
    [
      configuration.DurableConfig,
      'it is a durable function, whose invocations are replayed; tune the functions it calls',
    ],
    [
      configuration.TenancyConfig,
      'it isolates tenants, and every measurement would need a tenant of its own',
    ],
    [
      isAbsent(configuration.MemorySize) || undefined,
      'it has no memory setting, as with a Web Function, which is billed by requests, active CPU and memory',
    ],
    [
      unknownOf(configuration.PackageType, ['Zip', 'Image']),
      `packages of kind "${configuration.PackageType}" are not known to the tuner`,
    ],
    [
      unknownOf(configuration.Architectures?.[0], ['x86_64', 'arm64']),
      `architecture "${configuration.Architectures?.[0]}" is not known to the tuner, and neither is its price`,
    ],
  ];
  for (const [field, reason] of refusals) {
    if (!isAbsent(field)) {
      throw new UnsupportedFunctionError(
        `Cannot tune "${configuration.FunctionName ?? ''}": ${reason}`,
      );
    }
  }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function unknownOf(value: string | undefined, known: readonly string[]): string | undefined {
  return value === undefined || known.includes(value) ? undefined : value;
}

/**
 * Refuses a function whose environment variables cannot be read. Lambda leaves them out of
 * GetFunction if the caller may not use their key. They are part of what is measured, so every task
 * that reads the function must be able to read them.
 *
 * @throws {PermissionDeniedError} If the caller may not decrypt them.
 * @throws {UnsupportedFunctionError} If they cannot be read for another reason.
 */
export function refuseUnreadableEnvironment({
  Environment,
  KMSKeyArn,
  FunctionName,
}: FunctionConfiguration): void {
  const { ErrorCode = '', Message = '' } = Environment?.Error ?? {};
  if (Environment?.Error === undefined) {
    return;
  }
  const key = KMSKeyArn ?? 'the key of its environment variables';
  const cause = cleanText(`${ErrorCode}: ${Message}`, MESSAGE_LENGTH_MAX);
  const what = `Cannot tune "${FunctionName ?? ''}": its environment variables cannot be read (${cause})`;
  if (/AccessDenied/.test(ErrorCode)) {
    throw new PermissionDeniedError(
      `${what}: allow kms:Decrypt on ${key} to the tuner's roles that read functions`,
    );
  }
  throw new UnsupportedFunctionError(`${what}: make ${key} usable, or remove the variables`);
}

function updateStatusOf(configuration: FunctionConfiguration): FunctionDescription['updateStatus'] {
  switch (configuration.LastUpdateStatus) {
    case 'InProgress':
      return 'inProgress';
    case 'Failed':
      return 'failed';
    default:
      return 'successful';
  }
}

/**
 * Returns a digest of the configuration. It is a digest because environment variables may be secret
 * and must not travel through the state. It leaves out fields that change by themselves (state,
 * revision, dates) or by tuning (memory). Empty counts as absent: Lambda shows an empty VPC for a
 * function that has left one.
 */
export function configurationDigest(configuration: FunctionConfiguration): string {
  const {
    Runtime,
    Handler,
    Role,
    Timeout,
    Environment,
    Layers,
    VpcConfig,
    FileSystemConfigs,
    Architectures,
    EphemeralStorage,
    SnapStart,
    ImageConfigResponse,
    TracingConfig,
    LoggingConfig,
    KMSKeyArn,
    RuntimeVersionConfig,
  } = configuration;
  const relevant = {
    Runtime,
    Handler,
    Role,
    Timeout,
    Environment: Object.entries(Environment?.Variables ?? {}).toSorted(),
    Layers: Layers?.map((layer) => layer.Arn),
    VpcConfig: filled({
      SubnetIds: VpcConfig?.SubnetIds?.toSorted(),
      SecurityGroupIds: VpcConfig?.SecurityGroupIds?.toSorted(),
      Ipv6AllowedForDualStack: VpcConfig?.Ipv6AllowedForDualStack,
    }),
    FileSystemConfigs,
    Architectures,
    EphemeralStorage,
    SnapStart: SnapStart?.ApplyOn,
    ImageConfig: filled(ImageConfigResponse?.ImageConfig ?? {}),
    TracingConfig,
    LogFormat: LoggingConfig?.LogFormat,
    ApplicationLogLevel: LoggingConfig?.ApplicationLogLevel,
    KMSKeyArn,
    RuntimeVersion: RuntimeVersionConfig?.RuntimeVersionArn,
  };
  return digestOf(filled(relevant));
}

/** Returns an object without its empty fields: absent, empty, or a switch that is off. */
function filled(fields: object): Readonly<Record<string, unknown>> {
  const isEmpty = (value: unknown) =>
    !value || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}
