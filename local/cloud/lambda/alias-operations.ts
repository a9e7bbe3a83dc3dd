import type { ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { addressedFunction, functionPermission } from './function-permission.ts';
import type { AliasRecord, FunctionRecord } from './function-record.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { emptyReply, type JsonObject, jsonReply, readJsonBody } from './lambda-protocol.ts';
import { paginate } from './pagination.ts';
import { checkRevision, invalidParameter, violatedConstraint } from './parameter-error.ts';
import { readObject, readString } from './parameter-reading.ts';
import { provisionAnew } from './provisioned-concurrency-operations.ts';

const ALIAS_NAME = /^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$/;
const WEIGHTS = 'routingConfig.additionalVersionWeights';

/** CreateAlias. */
export function createAlias(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const body = readJsonBody(input.request);
  return aliasCall('CreateAlias', input, ports, (record) => {
    const name = readString(body, 'Name', ALIAS_NAME) ?? '';
    if (record.aliases.has(name)) {
      throw new ApiError(
        409,
        'ResourceConflictException',
        `Alias already exists: ${record.arn}:${name}`,
      );
    }
    const functionVersion = readString(body, 'FunctionVersion') ?? '';
    const alias: AliasRecord = {
      name,
      functionVersion,
      description: readString(body, 'Description') ?? '',
      additionalVersionWeights: readWeights(body) ?? {},
      revisionId: ports.functions.newRevisionId(),
    };
    checkAlias(alias, record);
    record.aliases.set(name, alias);
    return jsonReply(201, renderAlias(alias, record), ports.newRequestId());
  });
}

/** GetAlias. */
export function getAlias(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return aliasCall('GetAlias', input, ports, (record) =>
    jsonReply(
      200,
      renderAlias(requireAlias(record, input.path.alias), record),
      ports.newRequestId(),
    ),
  );
}

/** UpdateAlias: members left out keep their values, weights included. */
export function updateAlias(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const body = readJsonBody(input.request);
  return aliasCall('UpdateAlias', input, ports, (record) => {
    const current = requireAlias(record, input.path.alias, 'Alias not found');
    checkRevision(readString(body, 'RevisionId'), current.revisionId);
    const alias: AliasRecord = {
      name: current.name,
      functionVersion: readString(body, 'FunctionVersion') ?? current.functionVersion,
      description: readString(body, 'Description') ?? current.description,
      additionalVersionWeights: readWeights(body) ?? current.additionalVersionWeights,
      revisionId: ports.functions.newRevisionId(),
    };
    checkAlias(alias, record);
    record.aliases.set(alias.name, alias);
    if (alias.functionVersion !== current.functionVersion) provisionAnew(record, alias.name, ports);
    return jsonReply(200, renderAlias(alias, record), ports.newRequestId());
  });
}

/** DeleteAlias: succeeds even if the alias does not exist. */
export function deleteAlias(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return aliasCall('DeleteAlias', input, ports, (record) => {
    record.aliases.delete(input.path.alias ?? '');
    return emptyReply(204, ports.newRequestId());
  });
}

/** ListAliases, of one version if the request names one. */
export function listAliases(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return aliasCall('ListAliases', input, ports, (record) => {
    const version = input.query.get('FunctionVersion');
    const aliases = [...record.aliases.values()]
      .filter((alias) => version === null || alias.functionVersion === version)
      .map((alias) => renderAlias(alias, record));
    const { page, nextMarker } = paginate(aliases, input.query);
    return jsonReply(
      200,
      { Aliases: page, ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }) },
      ports.newRequestId(),
    );
  });
}

function aliasCall(
  action: string,
  input: LambdaRequest,
  ports: LambdaPorts,
  run: (record: FunctionRecord) => ReturnType<typeof jsonReply>,
): ServiceCall {
  const addressed = addressedFunction(input, ports);
  return {
    action,
    resource: addressed.arn,
    permissions: [functionPermission(action, addressed, ports)],
    execute: () => run(ports.functions.require(addressed.identifier)),
  };
}

function requireAlias(
  record: FunctionRecord,
  name = '',
  what = 'Cannot find alias arn',
): AliasRecord {
  const alias = record.aliases.get(name);
  if (alias === undefined) {
    throw new ApiError(404, 'ResourceNotFoundException', `${what}: ${record.arn}:${name}`);
  }
  return alias;
}

function readWeights(body: JsonObject): Readonly<Record<string, number>> | undefined {
  const routing = readObject(body, 'RoutingConfig');
  if (routing === undefined) return undefined;
  const weights = readObject(routing, 'AdditionalVersionWeights') ?? {};
  const entries = Object.entries(weights);
  const shown = `{${entries.map(([version, weight]) => `${version}=${showWeight(weight)}`).join(', ')}}`;
  if (!entries.every(([version]) => /^[0-9]+$/.test(version))) {
    throw violatedConstraint(
      WEIGHTS,
      shown,
      'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]',
    );
  }
  if (!entries.every(([, weight]) => typeof weight === 'number' && weight >= 0 && weight <= 1)) {
    throw violatedConstraint(
      WEIGHTS,
      shown,
      'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
    );
  }
  return weights as Readonly<Record<string, number>>;
}

/** Whole numbers have a decimal place, as AWS shows them. */
function showWeight(weight: unknown): string {
  return Number.isInteger(weight) ? `${weight}.0` : String(weight);
}

function checkAlias(alias: AliasRecord, record: FunctionRecord): void {
  const further = Object.keys(alias.additionalVersionWeights);
  if (further.length > 1) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  const versions = [alias.functionVersion, ...further];
  if (further.length > 0 && versions.includes('$LATEST')) {
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  if (further[0] === alias.functionVersion) {
    throw invalidParameter(
      `Invalid function version ${further[0]}. Function version ${further[0]} is already included in routing configuration.`,
    );
  }
  for (const version of versions) {
    if (version !== '$LATEST' && !record.versions.has(version)) {
      throw new ApiError(
        404,
        'ResourceNotFoundException',
        `Function not found: ${record.arn}:${version}`,
      );
    }
  }
}

function renderAlias(alias: AliasRecord, record: FunctionRecord) {
  return {
    AliasArn: `${record.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(Object.keys(alias.additionalVersionWeights).length === 0
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: alias.additionalVersionWeights } }),
  };
}
