import type { ServiceCall } from '../cloud-service.ts';
import { configurationOf } from './configuration-view.ts';
import { addressedFunction, functionPermission } from './function-permission.ts';
import type { FunctionRecord } from './function-record.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { jsonReply, readJsonBody } from './lambda-protocol.ts';
import { paginate } from './pagination.ts';
import { checkRevision, invalidParameter } from './parameter-error.ts';
import { readString } from './parameter-reading.ts';
import { shownConfiguration } from './shown-configuration.ts';
import { checkNotInProgress } from './update-progress.ts';
import { publishVersionOf } from './version-publication.ts';

/** PublishVersion. */
export function publishVersion(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  const body = readJsonBody(input.request);
  return {
    action: 'PublishVersion',
    resource: addressed.arn,
    permissions: [functionPermission('PublishVersion', addressed, ports)],
    execute: (caller) => {
      const record = ports.functions.require(addressed.identifier);
      checkRevision(readString(body, 'RevisionId'), record.latest.revisionId);
      checkNotInProgress(record);
      checkCodeSha256(readString(body, 'CodeSha256'), record);
      const description = readString(body, 'Description') ?? '';
      const version = publishVersionOf(record, description, ports);
      return jsonReply(
        201,
        shownConfiguration(caller, record, version, version.version),
        ports.newRequestId(),
      );
    },
  };
}

/** ListVersionsByFunction: `$LATEST` first. */
export function listVersions(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  return {
    action: 'ListVersionsByFunction',
    resource: addressed.arn,
    permissions: [functionPermission('ListVersionsByFunction', addressed, ports)],
    execute: () => {
      const record = ports.functions.require(addressed.identifier);
      const versions = [record.latest, ...record.versions.values()].map((version) =>
        configurationOf(record, version, true),
      );
      const { page, nextMarker } = paginate(versions, input.query);
      return jsonReply(
        200,
        { Versions: page, ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }) },
        ports.newRequestId(),
      );
    },
  };
}

function checkCodeSha256(expected: string | undefined, record: FunctionRecord): void {
  const current = record.latest.settings.code.sha256;
  if (expected === undefined || expected === current) return;
  throw invalidParameter(
    `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
  );
}
