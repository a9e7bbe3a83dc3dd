import { eventObjectAccess } from '../../shared/aws/event-object.ts';
import { permissionsApi } from '../../shared/aws/permissions-api.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { otherFunctionProblems } from '../../shared/contract/compared-release.ts';
import { goalFieldsText } from '../../shared/contract/goal-fields.ts';
import { payloadDigestOf } from '../../shared/contract/payload-digest.ts';
import { readPowerTuningInput } from '../../shared/contract/power-tuning-input.ts';
import { capProblems } from '../../shared/contract/request-caps.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import { type Run, runIdOf } from '../../shared/contract/run.ts';
import { payloadKey } from '../../shared/contract/store-key.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import {
  type Preflight,
  type ValidatePermissionsInput,
  type ValidatePermissionsOutput,
  validatePermissionsInputSchema,
  validatePermissionsOutputSchema,
} from '../../shared/contract/validate-permissions.ts';
import {
  functionArnOf,
  type Home,
  homeOfArn,
  locateFunction,
  parseFunctionReference,
  type QualifiedFunction,
} from '../../shared/core/function-reference.ts';
import type { RunCaps } from '../../shared/core/planner/run-caps.ts';
import { permissionQuestions, purposesOf } from '../../shared/core/task-permissions.ts';
import { InvalidRequestError, InvariantError, PermissionDeniedError } from '../../shared/errors.ts';
import { taskCache } from '../../shared/resilience/cache/task-cache.ts';
import { carry } from '../../shared/run/carried.ts';
import {
  checkPermissions,
  type Denial,
  denialText,
  type PermissionCheckPorts,
} from '../../shared/run/permission-check.ts';
import { NONE, nameList, requiredText } from '../../shared/runtime/config.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import {
  CAP_VARIABLES,
  CLONE_VARIABLES,
  ROLE_VARIABLES,
  STORE_VARIABLES,
} from '../../shared/task/task-variables.ts';
import { type EventObjectPorts, readEvent } from './event-object.ts';

/** Dependencies of ValidatePermissions. */
export interface ValidatePermissionsPorts extends PermissionCheckPorts, EventObjectPorts {
  /** The model that translates a goal in words; {@link NONE} if there is none. */
  readonly modelId: string;
  readonly store: Store;
  /** Prefix of every clone's name. */
  readonly clonePrefix: string;
  /** Names of this stack's functions; ResolveFunction finds those of other stacks by their tags. */
  readonly tunerFunctions: readonly string[];
  readonly caps: RunCaps;
  /** Regions in which functions may be tuned; `*` for all. */
  readonly allowedRegions: readonly string[];
}

/** ValidatePermissions as the workflow runs it. */
export const validatePermissionsTask = defineTask({
  name: 'ValidatePermissions',
  input: validatePermissionsInputSchema,
  output: validatePermissionsOutputSchema,
  config: {
    ...STORE_VARIABLES,
    ...CLONE_VARIABLES,
    ...ROLE_VARIABLES,
    modelId: ['REASONING_MODEL_ID', requiredText],
    ...CAP_VARIABLES,
    tunerFunctions: ['TUNER_FUNCTIONS', nameList],
    allowedRegions: ['ALLOWED_REGIONS', nameList],
  },
  compose: ({ aws, environment, config }) => {
    const permissionsAt = permissionsApi(aws);
    const stores = storeAccess(aws, config.bucketName);
    const eventsAt = eventObjectAccess(aws);
    const cacheAt = taskCache(environment);
    return (step) => ({
      ...config,
      ...step,
      ...permissionsAt(step),
      ...eventsAt.at(step),
      store: stores.at(step),
      storeWithin: (durationMsMax: number) => stores.within(step, durationMsMax),
      cache: cacheAt(step),
      caps: config,
    });
  },
  run: validatePermissions,
});

/**
 * Ends a hopeless run at once. Parses the request before calling anything, then asks IAM about all
 * task roles in parallel, to find out whether this run could succeed.
 *
 * @throws {InvalidRequestError} If the request is invalid; lists every problem.
 * @throws {PermissionDeniedError} If a role lacks a permission; lists every one of every role.
 */
export async function validatePermissions(
  ports: ValidatePermissionsPorts,
  { input, execution }: ValidatePermissionsInput,
): Promise<ValidatePermissionsOutput> {
  const powerTuning = readPowerTuningInput(input);
  const { request, payloadTexts } = powerTuning ?? parseTuningRequest(input);
  if (request.goal !== undefined && ports.modelId === NONE) {
    throw new InvalidRequestError(
      `Cannot start tuning: "goal" needs a model to translate it, and the tuner was deployed without one (see "ReasoningModelId"). Use the typed fields instead: ${goalFieldsText()}`,
    );
  }
  const run = runOf(execution);
  const home = homeOfExecution(execution.id);
  const target = appliedTarget(request, locate(request, 'functionName', home));
  refuseOwnFunction(ports, target, 'functionName');
  refuseOtherFunction(input, target);
  refuseBeyondCaps(ports, request, target);
  const processors = locateProcessors(ports, request, { ...home, region: target.region });

  const preflight = await askForAllRoles(ports, { target, ...processors }, request);
  const texts = request.payloadS3 ? [await readEvent(ports, request.payloadS3)] : payloadTexts;
  const payload = await carry(ports.store, payloadKey(run.runId), texts);
  const { preProcessor, postProcessor } = processors;
  return {
    request: {
      ...request,
      functionName: qualifiedName(target),
      payloadDigest: payloadDigestOf(texts),
      ...(preProcessor && { preProcessor: qualifiedName(preProcessor) }),
      ...(postProcessor && { postProcessor: qualifiedName(postProcessor) }),
    },
    run,
    payload,
    preflight,
    powerTuning: powerTuning?.wish ?? null,
  };
}

/** Refuses to compare with another function, even one of that name in another region or account. */
function refuseOtherFunction(input: unknown, target: QualifiedFunction): void {
  const { compareWith } = input as Readonly<Record<string, unknown>>;
  const [problem] = otherFunctionProblems(compareWith, functionArnOf(target));
  if (problem !== undefined) {
    throw new InvalidRequestError(`Cannot start tuning: the request has 1 problem: ${problem}`);
  }
}

function runOf(execution: ValidatePermissionsInput['execution']): Run {
  return {
    runId: runIdOf(execution.id),
    executionArn: execution.id,
    startedAtMs: Date.parse(execution.startTime),
  };
}

function homeOfExecution(executionArn: string): Home {
  const home = homeOfArn(executionArn);
  if (home === undefined) {
    throw new InvariantError(
      `Cannot find the tuner's own account: the execution's ARN must name it: current value is "${executionArn}"`,
    );
  }
  return home;
}

/** Fields of the request that name a function. */
type FunctionField = 'functionName' | 'preProcessor' | 'postProcessor';

/** The functions that run before and after each measured invocation, if there are any. */
type ProcessorFunctions = Readonly<
  Partial<Record<'preProcessor' | 'postProcessor', QualifiedFunction>>
>;

/** Finds the processors, which are also invoked with any event and may not be the tuner's own. */
function locateProcessors(
  ports: ValidatePermissionsPorts,
  request: TuningRequest,
  home: Home,
): ProcessorFunctions {
  const fields = (['preProcessor', 'postProcessor'] as const).filter(
    (field) => request[field] !== undefined,
  );
  return Object.fromEntries(
    fields.map((field) => {
      const processor = locate(request, field, home);
      refuseOwnFunction(ports, processor, field);
      return [field, processor];
    }),
  );
}

function locate(request: TuningRequest, field: FunctionField, home: Home): QualifiedFunction {
  const name = request[field] ?? '';
  const reference = parseFunctionReference(name);
  if (reference === undefined) {
    throw new InvariantError(`Request with an unread function name: "${name}"`);
  }
  const target = locateFunction(reference, home);
  if (target.accountId !== home.accountId || target.partition !== home.partition) {
    throw new InvalidRequestError(
      `Cannot start tuning: "${field}" must be a function of account ${home.accountId}, where the tuner is deployed: current account is ${target.accountId}. Deploy the tuner in that account`,
    );
  }
  return target;
}

/**
 * Refuses functions of the tuner. A run invokes clones of its target with any event, and a clone of
 * a task would act with that task's role.
 */
function refuseOwnFunction(
  { tunerFunctions, clonePrefix }: ValidatePermissionsPorts,
  { functionName }: QualifiedFunction,
  field: FunctionField,
) {
  if (tunerFunctions.includes(functionName) || functionName.startsWith(clonePrefix)) {
    throw new InvalidRequestError(
      `Cannot start tuning: "${field}" must not be a function of the tuner or one of its clones: current value is "${functionName}"`,
    );
  }
}

/** @throws {InvalidRequestError} If the request exceeds what the deployment allows. */
function refuseBeyondCaps(
  { caps, allowedRegions }: ValidatePermissionsPorts,
  request: TuningRequest,
  { region }: QualifiedFunction,
): void {
  const problems = capProblems(request, caps);
  if (!allowedRegions.includes('*') && !allowedRegions.includes(region)) {
    problems.push(
      `"functionName" must be in one of the regions ${allowedRegions.join(', ')} ("AllowedRegions" of the deployment): current region is ${region}`,
    );
  }
  if (problems.length > 0) {
    throw new InvalidRequestError(`Cannot start tuning: ${problems.join('; ')}`);
  }
}

/** Returns the function to measure: for a change of an alias, the version that it points to. */
function appliedTarget(
  { apply, applyTo }: TuningRequest,
  target: QualifiedFunction,
): QualifiedFunction {
  return apply && applyTo !== '$LATEST' ? { ...target, qualifier: applyTo } : target;
}

function qualifiedName(target: QualifiedFunction): string {
  const arn = functionArnOf(target);
  return target.qualifier === undefined ? arn : `${arn}:${target.qualifier}`;
}

async function askForAllRoles(
  ports: ValidatePermissionsPorts,
  {
    target,
    preProcessor,
    postProcessor,
  }: ProcessorFunctions & { readonly target: QualifiedFunction },
  request: TuningRequest,
): Promise<Preflight> {
  const scopeArns = {
    ...(preProcessor && { preProcessor: qualifiedName(preProcessor) }),
    ...(postProcessor && { postProcessor: qualifiedName(postProcessor) }),
    target: functionArnOf(target),
    clones: functionArnOf({ ...target, functionName: `${ports.clonePrefix}preflight` }),
  };
  const questions = permissionQuestions(scopeArns, purposesOf(request));
  const verdict = await checkPermissions(ports, questions, request);
  switch (verdict.kind) {
    case 'allowed':
      return verdict;
    case 'unknown':
      return { kind: 'skipped', reason: verdict.reason };
    case 'denied':
      throw new PermissionDeniedError(
        `Cannot tune "${scopeArns.target}": ${verdict.denials.map((denial) => `${denialText(denial)}${remedyText(denial, scopeArns)}`).join('; ')}. Add the missing permissions to the roles, or remove the policy that denies them`,
      );
  }
}

/** Names the deployment parameter that allows a processor; empty for other functions. */
function remedyText(
  { question }: Denial,
  { preProcessor, postProcessor }: Readonly<Partial<Record<FunctionField, string>>>,
): string {
  return [preProcessor, postProcessor].includes(question.resourceArn)
    ? ': deploy the tuner with "ProcessorFunctions" that include it'
    : '';
}
