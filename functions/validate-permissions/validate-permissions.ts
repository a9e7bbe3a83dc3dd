import { createHash } from 'node:crypto';
import type { SimulationResult } from '../../shared/aws/permission-simulation.ts';
import type { Carried } from '../../shared/contract/carried.ts';
import { goalFieldsText } from '../../shared/contract/goal-fields.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import { type Run, runIdOf } from '../../shared/contract/run.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import type {
  Preflight,
  ValidatePermissionsInput,
  ValidatePermissionsOutput,
} from '../../shared/contract/validate-permissions.ts';
import {
  functionArnOf,
  type Home,
  homeOfArn,
  locateFunction,
  parseFunctionReference,
  type QualifiedFunction,
} from '../../shared/core/function-reference.ts';
import {
  type PermissionQuestion,
  type PermittedTask,
  permissionQuestions,
  RUN_PURPOSES,
  type RunPurpose,
} from '../../shared/core/task-permissions.ts';
import { InvalidRequestError, InvariantError, PermissionDeniedError } from '../../shared/errors.ts';
import type { Guarded } from '../../shared/resilience/breaker.ts';
import type { Cache } from '../../shared/resilience/cache/cache.ts';

/** The dependencies of ValidatePermissions. */
export interface ValidatePermissionsPorts {
  /** Asks IAM about one role. */
  simulate(roleArn: string, questions: readonly PermissionQuestion[]): Promise<SimulationResult>;
  /** Runs the whole pre-flight, unless IAM kept failing lately. */
  guard<T>(attempt: () => Promise<T>): Promise<Guarded<T>>;
  readonly cache: Cache;
  /** Makes the payloads fit to travel through the run. */
  carryPayloads(runId: string, payloadTexts: readonly string[]): Promise<Carried>;
  /** Counts how the pre-flight went. */
  countPreflight(outcome: 'Allowed' | 'Skipped' | 'Denied'): void;
  /** The role of each task that calls AWS. */
  readonly roleArns: Readonly<Record<string, string>>;
  /** Whether a goal in words can be translated. */
  readonly hasModel: boolean;
  /** What every clone's name starts with. */
  readonly clonePrefix: string;
}

/**
 * Ends a hopeless run at once: reads the request before anything is called, then asks IAM, for all
 * task roles in parallel, whether this run could end well.
 *
 * @throws {InvalidRequestError} If the request is wrong; lists every problem.
 * @throws {PermissionDeniedError} If a role lacks a permission; lists every one of every role.
 */
export async function validatePermissions(
  ports: ValidatePermissionsPorts,
  { input, execution }: ValidatePermissionsInput,
): Promise<ValidatePermissionsOutput> {
  const { request, payloadTexts } = parseTuningRequest(input);
  if (request.goal !== undefined && !ports.hasModel) {
    throw new InvalidRequestError(
      `Cannot start tuning: "goal" needs a model to translate it, and the tuner was deployed without one (see "reasoningModelId"). Use the typed fields instead: ${goalFieldsText()}`,
    );
  }
  const run = runOf(execution);
  const target = appliedTarget(request, locateTarget(request, homeOfExecution(execution.id)));

  const preflight = await askForAllRoles(ports, target, request);
  const payload = await ports.carryPayloads(run.runId, payloadTexts);
  return {
    request: { ...request, functionName: qualifiedName(target) },
    run,
    payload,
    preflight,
  };
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
      `Cannot tell the tuner's own account: the execution's ARN must name it: current value is "${executionArn}"`,
    );
  }
  return home;
}

function locateTarget(request: TuningRequest, home: Home): QualifiedFunction {
  const reference = parseFunctionReference(request.functionName);
  if (reference === undefined) {
    throw new InvariantError(`Request with an unread function name: "${request.functionName}"`);
  }
  const target = locateFunction(reference, home);
  if (target.accountId !== home.accountId || target.partition !== home.partition) {
    throw new InvalidRequestError(
      `Cannot start tuning: "functionName" must be a function of account ${home.accountId}, where the tuner is deployed: current account is ${target.accountId}. Deploy the tuner in that account`,
    );
  }
  return target;
}

/** Where a change is for an alias, what that alias leads to is what is measured. */
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
  target: QualifiedFunction,
  request: TuningRequest,
): Promise<Preflight> {
  const scopeArns = {
    target: functionArnOf(target),
    clones: functionArnOf({ ...target, functionName: `${ports.clonePrefix}preflight` }),
  };
  const questions = permissionQuestions(scopeArns, purposesOf(request));
  const key = preflightKey(ports, [...questions]);
  if (!request.fresh && (await ports.cache.read(key, ALLOWED_LIFE_MS)) !== undefined) {
    ports.countPreflight('Allowed');
    return { kind: 'allowed' };
  }
  const answer = await ports.guard(() =>
    Promise.all([...questions].map(([task, ofTask]) => askForRole(ports, task, ofTask))),
  );
  if (answer.kind === 'unavailable') {
    ports.countPreflight('Skipped');
    return { kind: 'skipped', reason: answer.reason };
  }
  const verdicts = answer.value;
  const denials = verdicts.flatMap(({ denials }) => denials);
  if (denials.length > 0) {
    ports.countPreflight('Denied');
    throw new PermissionDeniedError(
      `Cannot tune "${scopeArns.target}": ${denials.join('; ')}. Add the missing permissions to the roles, or remove the policy that denies them`,
    );
  }
  const [doubt] = verdicts.flatMap(({ doubts }) => doubts);
  if (doubt !== undefined) {
    ports.countPreflight('Skipped');
    return { kind: 'skipped', reason: doubt };
  }
  ports.countPreflight('Allowed');
  await ports.cache.write(key, true, ALLOWED_LIFE_MS);
  return { kind: 'allowed' };
}

function purposesOf({ apply, applyTo, watchMinutes }: TuningRequest): ReadonlySet<RunPurpose> {
  const isForAlias = apply && applyTo !== '$LATEST';
  const isWatched = apply && watchMinutes !== undefined;
  const purposes: Readonly<Record<RunPurpose, boolean>> = {
    measure: true,
    apply,
    applyToAlias: isForAlias,
    watch: isWatched,
    watchAlias: isForAlias && isWatched,
  };
  return new Set(RUN_PURPOSES.filter((purpose) => purposes[purpose]));
}

/** IAM itself takes about as long to make a change of a policy known. Only a yes is remembered. */
const ALLOWED_LIFE_MS = 60_000;

function preflightKey({ roleArns }: ValidatePermissionsPorts, questions: readonly unknown[]) {
  const asked = JSON.stringify([roleArns, questions]);
  return `preflight/${createHash('sha256').update(asked).digest('hex')}`;
}

interface RoleVerdict {
  readonly denials: readonly string[];
  readonly doubts: readonly string[];
}

async function askForRole(
  ports: ValidatePermissionsPorts,
  task: PermittedTask,
  questions: readonly PermissionQuestion[],
): Promise<RoleVerdict> {
  const roleArn = ports.roleArns[task];
  if (roleArn === undefined) {
    throw new InvariantError(`Cannot ask for the permissions of ${task}: its role is not known`);
  }
  const result = await ports.simulate(roleArn, questions);
  if (result.kind === 'notPermitted') {
    return { denials: [], doubts: [result.message] };
  }
  const about = (wanted: string) =>
    questions
      .filter((_question, index) => result.answers[index] === wanted)
      .map(({ action, resourceArn }) => `${action} on ${resourceArn}`);
  return {
    denials: about('denied').map((what) => `role ${roleArn} is not allowed ${what}`),
    doubts: about('unknown').map((what) => `IAM cannot tell whether ${roleArn} is allowed ${what}`),
  };
}
