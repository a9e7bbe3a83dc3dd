import type { RequiredPermission, ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { readCodeSigningConfig } from './code-signing-operations.ts';
import { codePermissions, configurationPermissions } from './configuration-permission.ts';
import { readFunctionCode } from './function-code.ts';
import { functionArn, parseFunctionIdentifier } from './function-identifier.ts';
import { tagContext } from './function-permission.ts';
import type { FunctionRecord, FunctionSettings, VersionRecord } from './function-record.ts';
import {
  checkSettings,
  newSettings,
  readArchitecture,
  readSettingsChange,
} from './function-settings.ts';
import { checkTags } from './function-tags.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { type JsonObject, jsonReply, readJsonBody } from './lambda-protocol.ts';
import { checkLayers } from './layer-operations.ts';
import { invalidParameter, violatedConstraint } from './parameter-error.ts';
import { readChoice, readObject, readString, readStringMap } from './parameter-reading.ts';
import { shownConfiguration } from './shown-configuration.ts';
import { publishVersionOf } from './version-publication.ts';

/** CreateFunction. */
export function createFunction({ request }: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const input = readJsonBody(request);
  const { name } = parseFunctionIdentifier(
    readString(input, 'FunctionName') ?? '',
    undefined,
    ports.settings,
  );
  const arn = functionArn({ name, qualifier: undefined }, ports.settings);
  return {
    action: 'CreateFunction',
    resource: arn,
    permissions: creationPermissions(input, arn),
    execute: (caller, fault) => {
      const settings = readNewSettings(input, name, ports);
      const codeSigningConfigArn = readCodeSigningConfig(input, ports);
      const record = newRecord({ name, arn, codeSigningConfigArn }, settings, ports);
      record.tags = readStringMap(input, 'Tags') ?? {};
      checkTags(record.tags);
      ports.functions.add(record);
      if (fault?.kind === 'halfDone') refuseSnapshot(record, input);
      const published = input.Publish === true ? publishVersionOf(record, '', ports) : undefined;
      const shown = published ?? record.latest;
      return jsonReply(
        201,
        shownConfiguration(caller, record, shown, published?.version),
        ports.newRequestId(),
      );
    },
  };
}

/**
 * Answers that too many snapshots are being created. The function stays, without a version.
 *
 * @throws {ApiError} If the call asks for a snapshot.
 */
function refuseSnapshot({ latest }: FunctionRecord, input: JsonObject): void {
  if (input.Publish !== true || latest.settings.snapStart === 'None') return;
  throw new ApiError(429, 'TooManyRequestsException', 'Rate exceeded', {
    Reason: 'ConcurrentSnapshotCreateLimitExceeded',
    retryAfterSeconds: '1',
  });
}

function creationPermissions(input: JsonObject, arn: string): readonly RequiredPermission[] {
  const tags = readStringMap(input, 'Tags') ?? {};
  const context = tagContext('RequestTag', tags);
  return [
    { action: 'lambda:CreateFunction', resource: arn, context },
    ...configurationPermissions(input, arn),
    ...codePermissions(readObject(input, 'Code') ?? {}),
    ...(Object.keys(tags).length === 0
      ? []
      : [{ action: 'lambda:TagResource', resource: arn, context }]),
  ];
}

function readNewSettings(input: JsonObject, name: string, ports: LambdaPorts): FunctionSettings {
  const role = readString(input, 'Role');
  if (role === undefined) throw violatedConstraint('role', 'null', 'Member must not be null');
  const codeInput = readObject(input, 'Code');
  if (codeInput === undefined) {
    throw violatedConstraint('code', 'null', 'Member must not be null');
  }
  const packageType = readChoice(input, 'PackageType', ['Zip', 'Image']) ?? 'Zip';
  const code = readFunctionCode(codeInput, {
    objects: ports.objects,
    imageDirectories: ports.settings.imageDirectories,
  });
  if ((code.kind === 'image') !== (packageType === 'Image')) {
    throw invalidParameter(
      'Please provide ImageUri when the intended PackageType is Image, and only then.',
    );
  }
  const settings = newSettings(
    readSettingsChange(input, ports.settings),
    { role, packageType, architecture: readArchitecture(input) ?? 'x86_64', code },
    name,
  );
  checkSettings(settings);
  ports.runtimes.checkCreation(settings.runtime);
  checkLayers(settings.layerVersionArns, ports);
  return settings;
}

function newRecord(
  {
    name,
    arn,
    codeSigningConfigArn,
  }: Pick<FunctionRecord, 'name' | 'arn' | 'codeSigningConfigArn'>,
  settings: FunctionSettings,
  ports: LambdaPorts,
): FunctionRecord {
  const nowMs = ports.settings.clock.nowMs();
  const latest: VersionRecord = {
    version: '$LATEST',
    settings,
    runningSettings: settings,
    runtimeVersion: ports.runtimes.newest(settings.runtime),
    runtimeUpdateMode: 'Auto',
    generation: 0,
    revisionId: ports.functions.newRevisionId(),
    lastModifiedMs: nowMs,
    activeAtMs: nowMs + ports.settings.pendingMs,
    updatedAtMs: undefined,
  };
  return {
    name,
    arn,
    latest,
    versions: new Map(),
    aliases: new Map(),
    provisionedConcurrency: new Map(),
    codeSigningConfigArn,
    tags: {},
    reservedConcurrency: undefined,
  };
}
