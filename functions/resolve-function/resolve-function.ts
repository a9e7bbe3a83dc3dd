import { readUnreservedConcurrency } from '../../shared/aws/account-concurrency.ts';
import { EXECUTION_TAG } from '../../shared/aws/clone-view.ts';
import { readExecutionStatus } from '../../shared/aws/execution-status.ts';
import { readAlias, readProvisionedStatus } from '../../shared/aws/function-alias.ts';
import {
  describeFunction,
  type FunctionAddress,
  type FunctionDescription,
} from '../../shared/aws/function-description.ts';
import { readVersion } from '../../shared/aws/function-version.ts';
import { type LambdaApi, lambdaApi } from '../../shared/aws/lambda-api.ts';
import { metricsApi } from '../../shared/aws/metrics-api.ts';
import { packageReader } from '../../shared/aws/package-parts.ts';
import { permissionsApi } from '../../shared/aws/permissions-api.ts';
import { readProductionPicture } from '../../shared/aws/production-metrics.ts';
import { readProvisionedCount } from '../../shared/aws/provisioned-list.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { statesApi } from '../../shared/aws/states-api.ts';
import { listVersions } from '../../shared/aws/version-list.ts';
import {
  type ResolveFunctionInput,
  type ResolveFunctionOutput,
  resolveFunctionInputSchema,
  resolveFunctionOutputSchema,
} from '../../shared/contract/resolve-function.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { functionArnOf, parseFunctionReference } from '../../shared/core/function-reference.ts';
import { isNamed, OPT_IN_TAG, optInProblem } from '../../shared/core/opt-in.ts';
import {
  FunctionBusyError,
  InvariantError,
  NotReadyError,
  PermissionDeniedError,
  TurnPendingError,
  UnsupportedFunctionError,
} from '../../shared/errors.ts';
import { taskCache } from '../../shared/resilience/cache/task-cache.ts';
import { acquireLease, type LeasePorts } from '../../shared/run/function-lease.ts';
import { nameList } from '../../shared/runtime/config.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import {
  CLONE_VARIABLES,
  ROLE_VARIABLES,
  STORE_VARIABLES,
} from '../../shared/task/task-variables.ts';
import { type AppliedAliasPorts, readAppliedAlias } from './applied-alias.ts';
import { type ComparedReleasePorts, readComparedRelease } from './compared-release.ts';
import { definitionOf } from './function-definition.ts';
import { type OtherArchitecturePorts, requireRunnableOnOther } from './other-architecture.ts';
import { type ProductionPorts, productionPicture, provisionedCountOf } from './production-facts.ts';
import { refuseUnmeasurable } from './unmeasurable.ts';
import { requireUsableDependencies, type UsableDependenciesPorts } from './usable-dependencies.ts';

/** Dependencies of ResolveFunction. */
export interface ResolveFunctionPorts
  extends AppliedAliasPorts,
    ComparedReleasePorts,
    LeasePorts,
    OtherArchitecturePorts,
    UsableDependenciesPorts,
    ProductionPorts,
    Pick<LambdaApi, 'readUnreservedConcurrency'> {
  /** Patterns of the names of functions that may be tuned without a tag. */
  readonly targetFunctions: readonly string[];
}

/**
 * Largest share of the account's unreserved concurrency that clones may use; the rest is left to
 * others.
 */
const UNRESERVED_SHARE_MAX = 1 / 5;

/** ResolveFunction as the workflow runs it. */
export const resolveFunctionTask = defineTask({
  name: 'ResolveFunction',
  input: resolveFunctionInputSchema,
  output: resolveFunctionOutputSchema,
  config: {
    ...STORE_VARIABLES,
    ...CLONE_VARIABLES,
    ...ROLE_VARIABLES,
    targetFunctions: ['TARGET_FUNCTIONS', nameList],
  },
  compose: ({ aws, environment, config }) => {
    const lambdaAt = lambdaApi(aws, {
      describeFunction,
      listVersions,
      readAlias,
      readProvisionedCount,
      readProvisionedStatus,
      readUnreservedConcurrency,
      readPackageParts: packageReader(aws.fetch ?? fetch),
      readVersion,
    });
    const metricsAt = metricsApi(aws, { readProductionPicture });
    const permissionsAt = permissionsApi(aws);
    const statesAt = statesApi(aws, { readExecutionStatus });
    const stores = storeAccess(aws, config.bucketName);
    const cacheAt = taskCache(environment);
    return (step) => ({
      ...config,
      ...step,
      ...lambdaAt(step),
      ...metricsAt(step),
      ...permissionsAt(step),
      ...statesAt(step),
      store: stores.at(step),
      storeWithin: (durationMsMax: number) => stores.within(step, durationMsMax),
      cache: cacheAt(step),
    });
  },
  run: resolveFunction,
});

/**
 * Reads the function, how it is used, and what a run may use of the account. Refuses a function
 * that cannot be tuned.
 *
 * @throws {FunctionNotFoundError} If it does not exist, or not with this qualifier.
 * @throws {UnsupportedFunctionError} If it cannot be tuned, changed or measured as requested.
 * @throws {PermissionDeniedError} If a role lacks a permission on what the function uses, or the
 *   function's owner did not opt in to this kind of tuning.
 * @throws {NotReadyError} If an update of it is still in progress.
 * @throws {FunctionBusyError} If another run is tuning it.
 * @throws {TurnPendingError} If another run is tuning it, and the request says to wait.
 */
export async function resolveFunction(
  ports: ResolveFunctionPorts,
  input: ResolveFunctionInput,
): Promise<ResolveFunctionOutput> {
  const { request } = input;
  const { region, address } = readAddress(request.functionName);
  const found = await describeAllowed(ports, address);
  refuseTunerFunction(found);
  refuseNotOptedIn(ports, found, request);
  refuseUnmeasurable(found, request);
  refuseUnsettled(found);
  await takeTurn(ports, address.functionArn, input);
  // Read again: before this run had the lease, another run could still have changed the function.
  const description = await ports.describeFunction(address);
  refuseUnsettled(description);

  const { qualifier } = address;
  const [baseline, applied, granted, production, provisionedCount] = await Promise.all([
    readComparedRelease(
      ports,
      { description, qualifier },
      {
        request,
        requireUsable: (release) => requireUsableDependencies(ports, release, request),
      },
    ),
    request.apply && request.applyTo !== '$LATEST'
      ? readAppliedAlias(ports, description, request.applyTo)
      : {},
    concurrencyMax(ports, address.functionArn, request.concurrencyMax),
    productionPicture(ports, address),
    provisionedCountOf(ports, address),
    requireUsableDependencies(ports, description, request),
    requireRunnableOnOther(ports, description, address, request),
  ]);
  const { reservedConcurrency, updateStatus, updateStatusReason, tags, dependencies, ...rest } =
    description;
  return {
    target: {
      ...rest,
      region,
      ...definedOnly({ qualifier, definedBy: definitionOf(tags), provisionedCount }),
      ...applied,
    },
    baseline,
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
  return { region, address: { functionArn, qualifier } };
}

async function takeTurn(
  ports: ResolveFunctionPorts,
  functionArn: string,
  { run, request }: ResolveFunctionInput,
): Promise<void> {
  const outcome = await acquireLease(ports, run, functionArn);
  if (outcome.kind === 'acquired') {
    return;
  }
  const by = `another run is tuning it: ${outcome.holder.executionArn}`;
  throw request.onBusy === 'wait'
    ? new TurnPendingError(`Cannot tune "${functionArn}" yet: ${by}`)
    : new FunctionBusyError(
        `Cannot tune "${functionArn}": ${by}. Start again when that run has ended, or set "onBusy" to "wait"`,
      );
}

/** The tag that a stack gives to every function of a tuner, whatever its name. */
const TUNER_TAG = 'autotuner:service';

/**
 * Refuses functions of a tuner. A run invokes clones of its target with any event, and a clone of a
 * task would act with that task's role.
 */
function refuseTunerFunction({ functionArn, tags }: FunctionDescription): void {
  const found = [TUNER_TAG, EXECUTION_TAG].find((tag) => tags[tag] !== undefined);
  if (found !== undefined) {
    throw new UnsupportedFunctionError(
      `Cannot tune "${functionArn}": it must not be a function of a tuner or a clone, which its tag "${found}" says it is`,
    );
  }
}

/**
 * Reads a function. IAM denies this if the function is neither tagged nor named; then the error
 * says so.
 */
async function describeAllowed(
  { describeFunction, targetFunctions }: ResolveFunctionPorts,
  address: FunctionAddress,
): Promise<FunctionDescription> {
  try {
    return await describeFunction(address);
  } catch (error) {
    const name = address.functionArn.split(':').at(-1) ?? '';
    if (!(error instanceof PermissionDeniedError) || isNamed(name, targetFunctions)) {
      throw error;
    }
    throw new PermissionDeniedError(
      `${error.message}. A function that "TargetFunctions" of the deployment does not name must have the tag "${OPT_IN_TAG}" with the value "recommend" or "apply"`,
      { cause: error },
    );
  }
}

function refuseNotOptedIn(
  { targetFunctions }: ResolveFunctionPorts,
  { functionArn, functionName, tags }: FunctionDescription,
  { apply }: ResolveFunctionInput['request'],
): void {
  const problem = optInProblem({ functionName, tags, targetFunctions, apply });
  if (problem !== undefined) {
    throw new PermissionDeniedError(`Cannot tune "${functionArn}": ${problem}`);
  }
}

/** Refuses a function in the middle of an update, which would be read half old and half new. */
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

/**
 * Returns the concurrency that a run may use. If the account's limit may not be read, the request's
 * own limit applies.
 */
async function concurrencyMax(
  ports: ResolveFunctionPorts,
  functionArn: string,
  requested: number,
): Promise<number> {
  try {
    const unreserved = await ports.readUnreservedConcurrency({ functionArn });
    return Math.max(1, Math.min(requested, Math.floor(unreserved * UNRESERVED_SHARE_MAX)));
  } catch (error) {
    if (error instanceof PermissionDeniedError) {
      return requested;
    }
    throw error;
  }
}
