import type { ServiceCall } from '../cloud-service.ts';
import { codePermissions, configurationPermissions } from './configuration-permission.ts';
import { readFunctionCode } from './function-code.ts';
import { functionArn } from './function-identifier.ts';
import {
  type AddressedFunction,
  addressedFunction,
  functionPermission,
} from './function-permission.ts';
import type { FunctionRecord, FunctionSettings } from './function-record.ts';
import {
  changedSettings,
  checkSettings,
  readArchitecture,
  readSettingsChange,
} from './function-settings.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { type JsonObject, jsonReply, readJsonBody } from './lambda-protocol.ts';
import { checkLayers } from './layer-operations.ts';
import { checkRevision, invalidParameter } from './parameter-error.ts';
import { readString } from './parameter-reading.ts';
import { shownConfiguration } from './shown-configuration.ts';
import { checkNotInProgress } from './update-progress.ts';
import { publishVersionOf } from './version-publication.ts';

/**
 * UpdateFunctionConfiguration: the API shows the new configuration at once; invocations use it when
 * the update is done.
 */
export function updateFunctionConfiguration(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  const body = readJsonBody(input.request);
  return {
    action: 'UpdateFunctionConfiguration',
    resource: addressed.arn,
    permissions: [
      functionPermission('UpdateFunctionConfiguration', addressed, ports),
      ...configurationPermissions(
        body,
        functionArn({ ...addressed.identifier, qualifier: undefined }, ports.settings),
      ),
    ],
    execute: (caller) => {
      const change = readSettingsChange(body, ports.settings);
      const record = requireUpdatable(addressed, body, ports);
      const settings = changedSettings(record.latest.settings, change);
      checkSettings(settings);
      ports.runtimes.checkUpdate(settings.runtime);
      checkLayers(change.layerVersionArns ?? [], ports);
      beginUpdate(record, settings, ports);
      return jsonReply(
        200,
        shownConfiguration(caller, record, record.latest),
        ports.newRequestId(),
      );
    },
  };
}

/** UpdateFunctionCode. */
export function updateFunctionCode(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  const body = readJsonBody(input.request);
  return {
    action: 'UpdateFunctionCode',
    resource: addressed.arn,
    permissions: [
      functionPermission('UpdateFunctionCode', addressed, ports),
      ...codePermissions(body),
    ],
    execute: (caller) => {
      const record = requireUpdatable(addressed, body, ports);
      const settings = replaceCode(record.latest.settings, body, ports);
      ports.runtimes.checkUpdate(settings.runtime);
      if (body.DryRun !== true) beginUpdate(record, settings, ports);
      const published =
        body.Publish === true && body.DryRun !== true
          ? publishVersionOf(record, '', ports)
          : undefined;
      return jsonReply(
        200,
        shownConfiguration(caller, record, published ?? record.latest, published?.version),
        ports.newRequestId(),
      );
    },
  };
}

function requireUpdatable(
  { identifier }: AddressedFunction,
  body: JsonObject,
  ports: LambdaPorts,
): FunctionRecord {
  if (identifier.qualifier !== undefined && identifier.qualifier !== '$LATEST') {
    throw invalidParameter('Only $LATEST can be updated: published versions are immutable.');
  }
  const record = ports.functions.require(identifier);
  checkRevision(readString(body, 'RevisionId'), record.latest.revisionId);
  checkNotInProgress(record);
  return record;
}

function replaceCode(
  settings: FunctionSettings,
  body: JsonObject,
  ports: LambdaPorts,
): FunctionSettings {
  const code = readFunctionCode(body, {
    objects: ports.objects,
    imageDirectories: ports.settings.imageDirectories,
  });
  if ((code.kind === 'image') !== (settings.packageType === 'Image')) {
    throw invalidParameter(
      settings.packageType === 'Image'
        ? 'Please provide ImageUri when updating a function with packageType Image.'
        : "Please don't provide ImageUri when updating a function with packageType Zip.",
    );
  }
  return { ...settings, code, architecture: readArchitecture(body) ?? settings.architecture };
}

function beginUpdate(record: FunctionRecord, settings: FunctionSettings, ports: LambdaPorts): void {
  const nowMs = ports.settings.clock.nowMs();
  record.latest.settings = settings;
  if (record.latest.runtimeUpdateMode !== 'Manual') {
    record.latest.runtimeVersion = ports.runtimes.newest(settings.runtime);
  }
  record.latest.revisionId = ports.functions.newRevisionId();
  record.latest.lastModifiedMs = nowMs;
  record.latest.updatedAtMs = nowMs + ports.settings.updatePendingMs;
}
