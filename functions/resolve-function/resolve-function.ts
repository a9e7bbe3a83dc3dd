import type {
  FunctionAddress,
  FunctionDescription,
} from '../../shared/aws/function-description.ts';
import type { MetricsAddress } from '../../shared/aws/production-metrics.ts';
import type {
  ResolveFunctionInput,
  ResolveFunctionOutput,
} from '../../shared/contract/resolve-function.ts';
import { functionArnOf, parseFunctionReference } from '../../shared/core/function-reference.ts';
import type { ProductionPicture } from '../../shared/core/production/production-picture.ts';
import {
  FunctionBusyError,
  InvariantError,
  NotReadyError,
  PermissionDeniedError,
  TurnPendingError,
  UnsupportedFunctionError,
} from '../../shared/errors.ts';
import type { LeaseOutcome } from '../../shared/run/function-lease.ts';
import { type AppliedAliasPorts, readAppliedAlias } from './applied-alias.ts';

/** What ResolveFunction needs of the world. */
export interface ResolveFunctionPorts extends AppliedAliasPorts {
  readUnreservedConcurrency(region: string): Promise<number>;
  /** How the function was used of late. May fail: a run does without it. */
  readProduction(region: string, address: MetricsAddress): Promise<ProductionPicture>;
  /** Makes the function this run's own to tune. */
  acquireLease(functionArn: string): Promise<LeaseOutcome>;
}

/** Clones take at most this part of what the account has left: everybody else keeps the rest. */
const UNRESERVED_SHARE_MAX = 1 / 5;

/**
 * Finds out what the function is and how it lives, and refuses what cannot be tuned.
 *
 * @throws {FunctionNotFoundError} If it does not exist, or not with this qualifier.
 * @throws {UnsupportedFunctionError} If its kind has no memory size to tune, or the change that is
 *   asked for could not be applied in the end.
 * @throws {NotReadyError} If an update of it is still in progress.
 * @throws {FunctionBusyError} If another run is tuning it.
 * @throws {TurnPendingError} If another run is tuning it, and the request says to wait.
 */
export async function resolveFunction(
  ports: ResolveFunctionPorts,
  { request }: ResolveFunctionInput,
): Promise<ResolveFunctionOutput> {
  const { region, address } = readAddress(request.functionName);
  const found = await ports.describe(region, address);
  refuseSwitchedOff(found);
  refuseUnsettled(found);
  await takeTurn(ports, address.functionArn, request);
  // Read again: until the lease was ours, another run could still have changed the function.
  const description = await ports.describe(region, address);
  refuseUnsettled(description);

  const [applied, granted, production] = await Promise.all([
    request.apply && request.applyTo !== '$LATEST'
      ? readAppliedAlias(ports, region, description, request.applyTo)
      : {},
    concurrencyMax(ports, region, request.concurrencyMax),
    productionPicture(ports, region, {
      functionName: description.functionName,
      ...(address.qualifier !== undefined && { qualifier: address.qualifier }),
    }),
  ]);
  const { reservedConcurrency, updateStatus, updateStatusReason, ...rest } = description;
  return {
    target: {
      ...rest,
      region,
      ...(address.qualifier !== undefined && { qualifier: address.qualifier }),
      ...applied,
    },
    concurrencyMax: granted,
    production,
  };
}

function readAddress(functionName: string): { region: string; address: FunctionAddress } {
  const {
    partition,
    region,
    accountId,
    functionName: name,
    qualifier,
  } = parseFunctionReference(functionName) ?? {};
  if (!partition || !region || !accountId || !name) {
    throw new InvariantError(`Request without a full function ARN: "${functionName}"`);
  }
  const functionArn = functionArnOf({ partition, region, accountId, functionName: name });
  return { region, address: { functionArn, ...(qualifier !== undefined && { qualifier }) } };
}

async function takeTurn(
  { acquireLease }: ResolveFunctionPorts,
  functionArn: string,
  { onBusy }: ResolveFunctionInput['request'],
): Promise<void> {
  const outcome = await acquireLease(functionArn);
  if (outcome.kind === 'acquired') {
    return;
  }
  const by = `another run is tuning it: ${outcome.holder.executionArn}`;
  throw onBusy === 'wait'
    ? new TurnPendingError(`Cannot tune "${functionArn}" yet: ${by}`)
    : new FunctionBusyError(
        `Cannot tune "${functionArn}": ${by}. Start again when that run has ended, or set "onBusy" to "wait"`,
      );
}

/** Clones have no concurrency of their own: they would run what somebody keeps from running. */
function refuseSwitchedOff({ functionArn, reservedConcurrency }: FunctionDescription): void {
  if (reservedConcurrency === 0) {
    throw new UnsupportedFunctionError(
      `Cannot tune "${functionArn}": it is switched off: its reserved concurrency is 0. Remove it, or raise it, and start again`,
    );
  }
}

/** A function in the middle of an update would be read half old, half new. */
function refuseUnsettled({ functionArn, updateStatus, updateStatusReason }: FunctionDescription) {
  switch (updateStatus) {
    case 'successful':
      return;
    case 'inProgress':
      throw new NotReadyError(`Cannot tune "${functionArn}": an update of it is still in progress`);
    case 'failed':
      throw new UnsupportedFunctionError(
        `Cannot tune "${functionArn}": its last update failed (${updateStatusReason}): repair the function first`,
      );
  }
}

/** Without permission to read the account's limit, the request's own limit stands. */
async function concurrencyMax(
  ports: ResolveFunctionPorts,
  region: string,
  requested: number,
): Promise<number> {
  try {
    const unreserved = await ports.readUnreservedConcurrency(region);
    return Math.max(1, Math.min(requested, Math.floor(unreserved * UNRESERVED_SHARE_MAX)));
  } catch (error) {
    if (error instanceof PermissionDeniedError) {
      return requested;
    }
    throw error;
  }
}

/** Whatever keeps CloudWatch from answering, the run goes on without a picture, and says so. */
async function productionPicture(
  ports: ResolveFunctionPorts,
  region: string,
  address: MetricsAddress,
): Promise<ProductionPicture> {
  try {
    return await ports.readProduction(region, address);
  } catch (error) {
    return { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
  }
}
