import type { FunctionRecord, FunctionSettings, VersionRecord } from './function-record.ts';

/** Renders a function's configuration as the API returns it. */
export function renderConfiguration(
  record: FunctionRecord,
  version: VersionRecord,
  qualifier: string | undefined,
): Readonly<Record<string, unknown>> {
  return {
    ...renderListed(record, version, qualifier),
    ...(version.runtimeVersion === undefined
      ? {}
      : { RuntimeVersionConfig: { RuntimeVersionArn: version.runtimeVersion.arn } }),
    ...renderState(version),
  };
}

/** Renders a function's configuration for a list, which has neither state nor runtime version. */
function renderListed(
  record: FunctionRecord,
  version: VersionRecord,
  qualifier: string | undefined,
): Readonly<Record<string, unknown>> {
  const { settings } = version;
  return {
    FunctionName: record.name,
    FunctionArn: qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`,
    ...renderSettings(settings),
    LastModified: formatTimestamp(version.lastModifiedMs),
    Version: version.version,
    RevisionId: version.revisionId,
    SnapStart: {
      ApplyOn: settings.snapStart,
      OptimizationStatus:
        settings.snapStart === 'PublishedVersions' && version.version !== '$LATEST' ? 'On' : 'Off',
    },
  };
}

/**
 * Renders a configuration for a list. Its ARN has the version number if all versions are listed.
 */
export function configurationOf(
  record: FunctionRecord,
  version: VersionRecord,
  isQualified: boolean,
): Readonly<Record<string, unknown>> {
  return renderListed(record, version, isQualified ? version.version : undefined);
}

/** Formats a time like Lambda's `LastModified`. */
function formatTimestamp(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}

function renderSettings(settings: FunctionSettings): Readonly<Record<string, unknown>> {
  const { code, environmentVariables } = settings;
  return {
    ...(settings.runtime === undefined ? {} : { Runtime: settings.runtime }),
    Role: settings.role,
    ...(settings.handler === undefined ? {} : { Handler: settings.handler }),
    CodeSize: code.kind === 'zip' ? code.zip.length : 0,
    CodeSha256: code.sha256,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    ...(environmentVariables === undefined
      ? {}
      : { Environment: { Variables: environmentVariables } }),
    TracingConfig: { Mode: settings.tracingMode },
    ...(settings.layerVersionArns.length === 0
      ? {}
      : { Layers: settings.layerVersionArns.map((Arn) => ({ Arn, CodeSize: 0 })) }),
    PackageType: settings.packageType,
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    LoggingConfig: renderLogging(settings),
    ...settings.passive,
  };
}

function renderLogging({ logging }: FunctionSettings): Readonly<Record<string, unknown>> {
  return {
    LogFormat: logging.format,
    ...(logging.applicationLogLevel === undefined
      ? {}
      : { ApplicationLogLevel: logging.applicationLogLevel }),
    ...(logging.systemLogLevel === undefined ? {} : { SystemLogLevel: logging.systemLogLevel }),
    LogGroup: logging.logGroup,
  };
}

function renderState(version: VersionRecord): Readonly<Record<string, unknown>> {
  if (version.activeAtMs !== undefined) {
    return {
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
    };
  }
  return version.updatedAtMs === undefined
    ? { State: 'Active', LastUpdateStatus: 'Successful' }
    : {
        State: 'Active',
        LastUpdateStatus: 'InProgress',
        LastUpdateStatusReason: 'The function is being created.',
        LastUpdateStatusReasonCode: 'Creating',
      };
}
