import { cpuShare } from '../../../shared/core/power-value.ts';
import type { CloudSettings } from '../local-cloud-options.ts';
import type { EnvironmentSpec } from './execution-host.ts';
import type { FunctionRecord, RunningVersion } from './function-record.ts';
import type { LayerStore } from './layer-store.ts';

/** Access key of functions whose role is not configured. */
const UNKNOWN_ROLE_ACCESS_KEY_ID = 'ASIALOCALCLOUD000000';

/** Returns the specification of an execution environment for a version. */
export function environmentSpec(
  record: FunctionRecord,
  running: RunningVersion,
  settings: CloudSettings,
  layers: LayerStore,
): EnvironmentSpec {
  const { version, settings: configured } = running;
  return {
    functionName: record.name,
    functionArn: record.arn,
    version: version.version,
    runtime: configured.runtime,
    handler: configured.handler,
    memoryMb: configured.memoryMb,
    timeoutSeconds: configured.timeoutSeconds,
    vcpuShare: Math.min(cpuShare(configured.memoryMb), settings.vcpuCapacity),
    environmentVariables: configured.environmentVariables ?? {},
    code: configured.code,
    layers: configured.layerVersionArns.flatMap((arn) => layers.content(arn)?.code ?? []),
    logGroupName: configured.logging.logGroup,
    architecture: configured.architecture,
    logFormat: configured.logging.format,
    accessKeyId: settings.roles[configured.role]?.accessKeyId ?? UNKNOWN_ROLE_ACCESS_KEY_ID,
    region: settings.region,
    initialisation: isSnapStarted(running) ? 'snap-start' : 'on-demand',
  };
}

/** Returns whether environments of a version are restored from a snapshot. */
export function isSnapStarted({ version, settings }: RunningVersion): boolean {
  return version.version !== '$LATEST' && settings.snapStart === 'PublishedVersions';
}
