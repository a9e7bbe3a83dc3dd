import type { ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import {
  type AddressedFunction,
  addressedFunction,
  functionPermission,
} from './function-permission.ts';
import type { FunctionRecord, ProvisionedConcurrency } from './function-record.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { jsonReply, readJsonBody } from './lambda-protocol.ts';
import { paginate } from './pagination.ts';
import { invalidParameter, violatedConstraint } from './parameter-error.ts';
import { readInteger } from './parameter-reading.ts';

/** PutProvisionedConcurrencyConfig, of an alias or a version. */
export function putProvisionedConcurrency(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return provisionedCall('PutProvisionedConcurrencyConfig', input, ports, (record, qualifier) => {
    const requested = readInteger(readJsonBody(input.request), 'ProvisionedConcurrentExecutions', {
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
    });
    if (requested === undefined) {
      throw violatedConstraint(
        'ProvisionedConcurrentExecutions',
        'null',
        'Member must not be null',
      );
    }
    checkNotDoubled(record, qualifier);
    const provisioned = provision(requested, ports);
    record.provisionedConcurrency.set(qualifier, provisioned);
    return jsonReply(202, render(provisioned, ports), ports.newRequestId());
  });
}

/** GetProvisionedConcurrencyConfig; with `List=ALL`, ListProvisionedConcurrencyConfigs. */
export function getProvisionedConcurrency(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return input.query.get('List') === 'ALL'
    ? listProvisionedConcurrency(input, ports)
    : readProvisionedConcurrency(input, ports);
}

function listProvisionedConcurrency(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const action = 'ListProvisionedConcurrencyConfigs';
  const addressed = addressedFunction(input, ports);
  return {
    action,
    resource: addressed.arn,
    permissions: [functionPermission(action, addressed, ports)],
    execute: () => {
      const { arn, provisionedConcurrency } = ports.functions.require(addressed.identifier);
      const configs = [...provisionedConcurrency].map(([qualifier, provisioned]) => ({
        FunctionArn: `${arn}:${qualifier}`,
        ...render(provisioned, ports),
      }));
      const { page, nextMarker } = paginate(configs, input.query);
      return jsonReply(
        200,
        { ProvisionedConcurrencyConfigs: page, ...(nextMarker && { NextMarker: nextMarker }) },
        ports.newRequestId(),
      );
    },
  };
}

function readProvisionedConcurrency(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return provisionedCall('GetProvisionedConcurrencyConfig', input, ports, (record, qualifier) => {
    const provisioned = record.provisionedConcurrency.get(qualifier);
    if (provisioned === undefined) {
      throw new ApiError(
        404,
        'ProvisionedConcurrencyConfigNotFoundException',
        'No Provisioned Concurrency Config found for this function',
      );
    }
    return jsonReply(200, render(provisioned, ports), ports.newRequestId());
  });
}

/** Starts provisioning again, as for an alias that moves to another version. */
export function provisionAnew(record: FunctionRecord, alias: string, ports: LambdaPorts): void {
  const provisioned = record.provisionedConcurrency.get(alias);
  if (provisioned !== undefined) {
    record.provisionedConcurrency.set(alias, provision(provisioned.requested, ports));
  }
}

function provision(requested: number, { settings }: LambdaPorts): ProvisionedConcurrency {
  const nowMs = settings.clock.nowMs();
  return { requested, allocatedAtMs: nowMs + settings.pendingMs, lastModifiedMs: nowMs };
}

function provisionedCall(
  action: string,
  input: LambdaRequest,
  ports: LambdaPorts,
  run: (record: FunctionRecord, qualifier: string) => ReturnType<typeof jsonReply>,
): ServiceCall {
  const addressed = addressedFunction(input, ports);
  return {
    action,
    resource: addressed.arn,
    permissions: [functionPermission(action, addressed, ports)],
    execute: () => run(...requireQualified(action, addressed, ports)),
  };
}

function requireQualified(
  action: string,
  { identifier }: AddressedFunction,
  ports: LambdaPorts,
): [record: FunctionRecord, qualifier: string] {
  const { qualifier } = identifier;
  if (qualifier === undefined || qualifier === '$LATEST') {
    throw invalidParameter(
      action === 'PutProvisionedConcurrencyConfig'
        ? 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.'
        : 'The function resource provided must be an alias or a published version.',
    );
  }
  const record = ports.functions.require(identifier);
  if (!record.aliases.has(qualifier) && !/^\d+$/.test(qualifier)) {
    throw new ApiError(
      404,
      'ResourceNotFoundException',
      `Cannot find alias arn: ${record.arn}:${qualifier}`,
    );
  }
  return [ports.functions.requireVersion(identifier).record, qualifier];
}

/** Either an alias or the version that it points to may be provisioned, never both. */
function checkNotDoubled({ aliases, provisionedConcurrency }: FunctionRecord, qualifier: string) {
  const alias = aliases.get(qualifier);
  if (alias !== undefined && provisionedConcurrency.has(alias.functionVersion)) {
    throw conflict(
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  }
  const pointing = [...aliases.values()].filter((each) => each.functionVersion === qualifier);
  if (pointing.some(({ name }) => provisionedConcurrency.has(name))) {
    throw conflict('Version is pointed by a Provisioned Concurrency alias');
  }
}

function conflict(message: string): ApiError {
  return new ApiError(409, 'ResourceConflictException', message);
}

function render(
  { requested, allocatedAtMs, lastModifiedMs }: ProvisionedConcurrency,
  { settings }: LambdaPorts,
): Readonly<Record<string, unknown>> {
  const isReady = settings.clock.nowMs() >= allocatedAtMs;
  const allocated = isReady ? requested : 0;
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: allocated,
    AllocatedProvisionedConcurrentExecutions: allocated,
    Status: isReady ? 'READY' : 'IN_PROGRESS',
    LastModified: new Date(lastModifiedMs).toISOString().replace('Z', '+0000'),
  };
}
