import {
  type CodeDeployApi,
  codeDeployApi,
  type DeployedRelease,
  type HookStatus,
} from '../../shared/aws/code-deployment.ts';
import { startExecution } from '../../shared/aws/execution-start.ts';
import { readExecution } from '../../shared/aws/execution-status.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { type StatesApi, statesApi } from '../../shared/aws/states-api.ts';
import { durableText, parseDurable } from '../../shared/contract/durable.ts';
import {
  HOOKED_RUN_PREFIX,
  type HookNote,
  hookedRunOfEvent,
  hookNoteSchema,
  hookOfEvent,
  type ReleaseHookOutput,
  releaseHookInputSchema,
  releaseHookOutputSchema,
} from '../../shared/contract/release-hook.ts';
import { hookKey } from '../../shared/contract/store-key.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { ConfigurationError, rethrowDefect } from '../../shared/errors.ts';
import { jsonObject, requiredText } from '../../shared/runtime/config.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { type HookFinding, hookFinding } from './hook-finding.ts';
import { hookRequest, requireValidRequests } from './hook-request.ts';

/** Dependencies of ReleaseHook. */
export interface ReleaseHookPorts
  extends CodeDeployApi,
    Pick<StatesApi, 'startExecution' | 'readExecution'>,
    Pick<Step, 'warn'> {
  readonly store: Store;
  readonly stateMachineArn: string;
  readonly isEnabled: boolean;
  /** Request fields of every run, and further ones for single functions. */
  readonly request: Readonly<Record<string, unknown>>;
  /** The answer to CodeDeploy if a run does not show whether the release is worse. */
  readonly whenUndecided: HookStatus;
}

/** ReleaseHook as CodeDeploy and EventBridge call it. */
export const releaseHookTask = defineTask({
  name: 'ReleaseHook',
  input: releaseHookInputSchema,
  output: releaseHookOutputSchema,
  config: {
    ...STORE_VARIABLES,
    stateMachineArn: ['STATE_MACHINE_ARN', requiredText],
    enabled: ['RELEASE_HOOK_ENABLED', requiredText],
    request: ['RELEASE_HOOK_REQUEST', jsonObject],
    whenUndecided: ['RELEASE_HOOK_WHEN_UNDECIDED', requiredText],
  },
  compose: ({ aws, config: { enabled, whenUndecided, ...config } }) => {
    // Reports an invalid request at the hook's first call, instead of in every run.
    requireValidRequests(config.request);
    const codeDeployAt = codeDeployApi(aws);
    const statesAt = statesApi(aws, { startExecution, readExecution });
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({
      ...config,
      ...step,
      ...codeDeployAt(step),
      ...statesAt(step),
      store: stores.at(step),
      isEnabled: enabled === 'true',
      whenUndecided: whenUndecided === 'Failed' ? ('Failed' as const) : ('Succeeded' as const),
    });
  },
  run: releaseHook,
});

/**
 * Compares the releases of a deployment before traffic shifts. A hook may take an hour and this
 * function a minute, so a call by CodeDeploy starts a run, and the event of that run's end brings
 * the answer.
 *
 * @throws {TunerError} If CodeDeploy cannot be answered; then EventBridge or the caller tries
 *   again.
 */
export async function releaseHook(
  ports: ReleaseHookPorts,
  event: unknown,
): Promise<ReleaseHookOutput> {
  const hook = hookOfEvent(event);
  if (hook !== undefined) return await begin(ports, hook);
  const run = hookedRunOfEvent(event);
  return run === undefined
    ? {
        kind: 'ignored',
        reason: 'The event is neither a hook of CodeDeploy nor the end of its run',
      }
    : await end(ports, run);
}

/**
 * Starts the run. If it cannot start, that says nothing about the release, and CodeDeploy is
 * answered at once.
 */
async function begin(ports: ReleaseHookPorts, hook: HookNote): Promise<ReleaseHookOutput> {
  if (!ports.isEnabled) {
    throw new ConfigurationError(
      'Cannot answer CodeDeploy: the tuner must be deployed with "ReleaseHookEnabled" true',
    );
  }
  try {
    const release = await ports.readDeployedRelease(hook);
    return { kind: 'started', executionArn: await startComparison(ports, hook, release) };
  } catch (error) {
    rethrowDefect(error);
    const reason = `Cannot compare the releases: ${error.name}: ${error.message}`;
    return await tell(ports, hook, { kind: 'unknown', reason });
  }
}

/**
 * Starts the run, after writing a note of the hook: the run may end before its start is answered.
 */
async function startComparison(
  { store, startExecution, stateMachineArn, request }: ReleaseHookPorts,
  hook: HookNote,
  release: DeployedRelease,
): Promise<string> {
  const name = executionName(hook);
  await store.write(hookKey(name), durableText(hook));
  const { executionArn } = await startExecution({
    stateMachineArn,
    name,
    input: hookRequest(request, release),
  });
  return executionArn;
}

/** Returns the same name for each delivery of the same call. */
function executionName({ deploymentId, hookExecutionId }: HookNote): string {
  return `${HOOKED_RUN_PREFIX}${deploymentId.slice(0, DEPLOYMENT_ID_LENGTH_MAX)}-${digestOf(`${deploymentId} ${hookExecutionId}`).slice(0, 12)}`;
}

/** Longest part of the deployment's id in an execution name, which has at most 80 characters. */
const DEPLOYMENT_ID_LENGTH_MAX = 40;

/**
 * Answers the hook that waits for a run. Events can be delivered twice: once answered, a hook has
 * no note.
 */
async function end(
  ports: ReleaseHookPorts,
  { executionArn, name }: { readonly executionArn: string; readonly name: string },
): Promise<ReleaseHookOutput> {
  const { store, readExecution } = ports;
  const key = hookKey(name);
  const stored = await store.read(key);
  if (stored === undefined) {
    return { kind: 'ignored', reason: 'No hook of CodeDeploy waits for this run' };
  }
  const hook = parseDurable(hookNoteSchema, stored.text, `note "${key}" of a hook`);
  const finding = hookFinding((await readExecution(executionArn)).end);
  if (finding === undefined) {
    return { kind: 'ignored', reason: 'The run is still under way' };
  }
  const output = await tell(ports, hook, finding);
  await store.remove(key);
  return output;
}

async function tell(
  { putHookStatus, whenUndecided, warn }: ReleaseHookPorts,
  hook: HookNote,
  { kind, reason }: HookFinding,
): Promise<ReleaseHookOutput> {
  const status =
    kind === 'unknown' ? whenUndecided : kind === 'passed' ? ('Succeeded' as const) : 'Failed';
  if (kind !== 'passed') {
    warn(`Answered ${status} to deployment ${hook.deploymentId}`, { reason });
  }
  const outcome = await putHookStatus({ ...hook, status });
  return outcome === 'late'
    ? { kind: 'ignored', reason: `The hook was answered before, or its hour is over: ${reason}` }
    : { kind: 'told', status, reason };
}
