import type {
  CreateFunctionCommandInput,
  FunctionCode,
  FunctionConfiguration,
  GetFunctionCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Architecture } from '../core/architecture.ts';
import { definedOnly } from '../core/defined-only.ts';
import { refuseUnreadableEnvironment } from './function-description.ts';

/** The properties of a clone that differ from those of its target. */
export interface CloneOrder {
  readonly cloneName: string;
  readonly memoryMb: number;
  /** The clone's architecture, which may differ from the target's. */
  readonly architecture: Architecture;
  /** Log group of the clone, so that its logs never reach the target's own group. */
  readonly logGroupName: string;
  /** The tuner's own tags, in addition to the target's. */
  readonly tags: Readonly<Record<string, string>>;
  /** The target's code signing configuration; absent if its code is not checked. */
  readonly codeSigningConfigArn?: string;
}

/** Most tags of one resource (AWS tagging). The tuner's take precedence over the target's. */
const TAG_COUNT_MAX = 50;

/**
 * Builds the request that creates a clone: everything of the target that affects its speed, and
 * nothing that would let anything but the tuner call it.
 *
 * Left out on purpose: triggers, permissions, reserved and provisioned concurrency, dead-letter
 * queue and function URLs. The code signing configuration is kept, because a policy may demand one.
 *
 * @param target The answer of GetFunction for the target.
 * @param code The target's code, in a form that CreateFunction accepts.
 * @throws {PermissionDeniedError} If the target's environment variables cannot be read.
 */
export function cloneRequest(
  target: GetFunctionCommandOutput,
  code: FunctionCode,
  order: CloneOrder,
): CreateFunctionCommandInput {
  const configuration = target.Configuration ?? {};
  refuseUnreadableEnvironment(configuration);
  return {
    FunctionName: order.cloneName,
    Description: `Temporary clone of ${configuration.FunctionName}, made by lambda-autotuner to measure it at ${order.memoryMb} MB`,
    MemorySize: order.memoryMb,
    Code: code,
    Role: configuration.Role,
    Timeout: configuration.Timeout,
    PackageType: configuration.PackageType,
    Architectures: [order.architecture],
    Tags: cloneTags(target.Tags ?? {}, order.tags),
    ...definedOnly({
      Runtime: configuration.Runtime,
      Handler: configuration.Handler,
      EphemeralStorage: configuration.EphemeralStorage,
      KMSKeyArn: configuration.KMSKeyArn,
      CodeSigningConfigArn: order.codeSigningConfigArn,
      ImageConfig: configuration.ImageConfigResponse?.ImageConfig,
      Environment: configuration.Environment && {
        Variables: configuration.Environment.Variables ?? {},
      },
      Layers: layersOf(configuration),
      VpcConfig: vpcOf(configuration),
      FileSystemConfigs: nonEmpty(configuration.FileSystemConfigs),
      TracingConfig: configuration.TracingConfig?.Mode && {
        Mode: configuration.TracingConfig.Mode,
      },
    }),
    LoggingConfig: loggingOf(configuration, order.logGroupName),
    ...snapStartOf(configuration),
  };
}

/** SnapStart only applies to published versions, so such a clone is published at once. */
function snapStartOf(configuration: FunctionConfiguration) {
  return configuration.SnapStart?.ApplyOn === 'PublishedVersions'
    ? { SnapStart: { ApplyOn: 'PublishedVersions' as const }, Publish: true }
    : {};
}

/** A system log level above INFO would suppress the REPORT record of JSON logs. */
function loggingOf(configuration: FunctionConfiguration, logGroupName: string) {
  const { LogFormat = 'Text', ApplicationLogLevel } = configuration.LoggingConfig ?? {};
  return LogFormat === 'JSON'
    ? {
        LogFormat,
        SystemLogLevel: 'INFO' as const,
        ...definedOnly({ ApplicationLogLevel }),
        LogGroup: logGroupName,
      }
    : { LogFormat, LogGroup: logGroupName };
}

function layersOf(configuration: FunctionConfiguration): string[] | undefined {
  return nonEmpty((configuration.Layers ?? []).flatMap((layer) => layer.Arn ?? []));
}

function vpcOf({ VpcConfig }: FunctionConfiguration) {
  return VpcConfig?.SubnetIds?.length
    ? definedOnly({
        SubnetIds: VpcConfig.SubnetIds,
        SecurityGroupIds: VpcConfig.SecurityGroupIds,
        Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack,
      })
    : undefined;
}

function cloneTags(
  own: Readonly<Record<string, string>>,
  ours: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(own)
    .filter(([key]) => !key.startsWith('aws:'))
    .slice(0, TAG_COUNT_MAX - Object.keys(ours).length);
  return { ...Object.fromEntries(kept), ...ours };
}

function nonEmpty<T>(values: readonly T[] | undefined): T[] | undefined {
  return values !== undefined && values.length > 0 ? [...values] : undefined;
}
