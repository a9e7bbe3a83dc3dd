import type { ServiceCall } from '../cloud-service.ts';
import { CODE_LOCATION_PATH } from '../service-routing.ts';
import { ApiError } from '../wire/api-error.ts';
import { codeLocation, hexDigest } from './code-location.ts';
import { configurationOf } from './configuration-view.ts';
import { addressedFunction, functionPermission } from './function-permission.ts';
import type { FunctionRecord, VersionRecord } from './function-record.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { emptyReply, jsonReply } from './lambda-protocol.ts';
import { paginate } from './pagination.ts';
import { invalidParameter } from './parameter-error.ts';
import { readChoice } from './parameter-reading.ts';
import { shownConfiguration } from './shown-configuration.ts';

/**
 * GetFunction: configuration, where to fetch the code, reserved concurrency, and the tags for a
 * caller who may list them.
 */
export function getFunction(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  return {
    action: 'GetFunction',
    resource: addressed.arn,
    permissions: [functionPermission('GetFunction', addressed, ports)],
    execute: (caller) => {
      const { record, version } = ports.functions.requireVersion(addressed.identifier);
      const { reservedConcurrency } = record;
      const isTagged = Object.keys(record.tags).length > 0;
      const whole = {
        identifier: { ...addressed.identifier, qualifier: undefined },
        arn: record.arn,
      };
      const mayListTags = functionPermission('ListTags', whole, ports);
      return jsonReply(
        200,
        {
          Configuration: shownConfiguration(
            caller,
            record,
            version,
            addressed.identifier.qualifier,
          ),
          Code: renderCode(version, input.request.headers.host ?? 'localhost'),
          ...(isTagged && caller.isAllowed(mayListTags) ? { Tags: record.tags } : {}),
          ...(reservedConcurrency === undefined
            ? {}
            : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
        },
        ports.newRequestId(),
      );
    },
  };
}

/** GetFunctionConfiguration. */
export function getFunctionConfiguration(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  return {
    action: 'GetFunctionConfiguration',
    resource: addressed.arn,
    permissions: [functionPermission('GetFunctionConfiguration', addressed, ports)],
    execute: (caller) => {
      const { record, version } = ports.functions.requireVersion(addressed.identifier);
      return jsonReply(
        200,
        shownConfiguration(caller, record, version, addressed.identifier.qualifier),
        ports.newRequestId(),
      );
    },
  };
}

/** ListFunctions: `$LATEST` of each function, or every version with `FunctionVersion=ALL`. */
export function listFunctions({ query }: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return {
    action: 'ListFunctions',
    resource: '*',
    permissions: [{ action: 'lambda:ListFunctions', resource: '*' }],
    execute: () => {
      const version = query.get('FunctionVersion') ?? undefined;
      const isAll = readChoice({ FunctionVersion: version }, 'FunctionVersion', ['ALL']) === 'ALL';
      const configurations = ports.functions.list().flatMap((record) => {
        const versions = isAll ? [record.latest, ...record.versions.values()] : [record.latest];
        return versions.map((version) => configurationOf(record, version, isAll));
      });
      const { page, nextMarker } = paginate(configurations, query);
      return jsonReply(
        200,
        { Functions: page, ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }) },
        ports.newRequestId(),
      );
    },
  };
}

/** DeleteFunction: everything, or one version if the request names one. */
export function deleteFunction(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const addressed = addressedFunction(input, ports);
  const { identifier } = addressed;
  return {
    action: 'DeleteFunction',
    resource: addressed.arn,
    permissions: [functionPermission('DeleteFunction', addressed, ports)],
    execute: async () => {
      const record = ports.functions.require({ ...identifier, qualifier: undefined });
      if (identifier.qualifier === undefined) {
        ports.functions.remove(record.name);
        await ports.pool.retire([record.latest, ...record.versions.values()]);
      } else {
        const deleted = deleteVersion(record, identifier.qualifier);
        if (deleted !== undefined) await ports.pool.retire([deleted]);
      }
      return emptyReply(204, ports.newRequestId());
    },
  };
}

/**
 * Downloads the code of a function or layer from its `Location`. Like a presigned URL, it needs no
 * signature.
 */
export function downloadCode({ path, request }: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const digest = path.digest ?? '';
  return {
    action: 'DownloadCode',
    resource: `${CODE_LOCATION_PATH}${digest}`,
    permissions: [],
    isPresigned: true,
    execute: () => {
      const ofFunctions = ports.functions
        .list()
        .flatMap((record) => [record.latest, ...record.versions.values()])
        .flatMap(({ settings }) => (settings.code.kind === 'zip' ? [settings.code] : []));
      const ofLayers = ports.layers.all().map((version) => version.code);
      const code = [...ofFunctions, ...ofLayers].find(({ sha256 }) => hexDigest(sha256) === digest);
      if (code === undefined) {
        throw new ApiError(404, 'ResourceNotFoundException', `No code at ${request.path}`);
      }
      const headers = { 'content-type': 'application/zip' };
      if (ports.settings.isCodeChunked) {
        return { kind: 'stream', status: 200, headers, chunks: () => pieces(code.zip) };
      }
      return { kind: 'reply', status: 200, headers, body: code.zip };
    },
  };
}

/** Sends the code in two pieces, so that a client cannot take the first for the whole. */
async function* pieces(zip: Uint8Array): AsyncIterable<Uint8Array> {
  const half = Math.ceil(zip.length / 2);
  yield zip.subarray(0, half);
  yield zip.subarray(half);
}

function renderCode(version: VersionRecord, host: string) {
  const { code } = version.settings;
  if (code.kind === 'image') {
    return { RepositoryType: 'ECR', ImageUri: code.imageUri, ResolvedImageUri: code.imageUri };
  }
  return { RepositoryType: 'S3', Location: codeLocation(host, code.sha256) };
}

/** Like AWS, deleting a version that does not exist succeeds. */
function deleteVersion(record: FunctionRecord, qualifier: string): VersionRecord | undefined {
  if (qualifier === '$LATEST') {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  }
  if (record.aliases.has(qualifier)) {
    throw invalidParameter('Deletion of aliases is not currently supported.');
  }
  const aliasNames = [...record.aliases.values()]
    .filter(
      (alias) => alias.functionVersion === qualifier || qualifier in alias.additionalVersionWeights,
    )
    .map(({ name }) => name);
  if (aliasNames.length > 0) {
    throw new ApiError(
      409,
      'ResourceConflictException',
      `Unable to delete version because the following aliases reference it: [${aliasNames.join(', ')}]`,
    );
  }
  const version = record.versions.get(qualifier);
  record.versions.delete(qualifier);
  return version;
}
