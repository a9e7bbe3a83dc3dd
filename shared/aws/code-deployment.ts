import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  ListDeploymentTargetsCommand,
  PutLifecycleEventHookExecutionStatusCommand,
} from '@aws-sdk/client-codedeploy';
import { exactCountText } from '../core/count-text.ts';
import { CallRejectedError, UnsupportedFunctionError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import { type Api, bindOperations } from './gateway.ts';

/** A hook of a deployment, as CodeDeploy tells it to the function that it calls. */
interface HookCall {
  readonly deploymentId: string;
  readonly hookExecutionId: string;
}

/** What a hook answers: whether traffic may move. CodeDeploy takes no other status. */
export type HookStatus = 'Succeeded' | 'Failed';

/** The function that a deployment is of, and the versions between which it moves traffic. */
export interface DeployedRelease {
  readonly functionName: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
}

/** All that the tuner asks of CodeDeploy. */
interface CodeDeployOperations {
  readonly readDeployedRelease: typeof readDeployedRelease;
  readonly putHookStatus: typeof putHookStatus;
}

/** CodeDeploy of the tuner's own region, within a step. */
export type CodeDeployApi = Api<CodeDeployOperations>;

/**
 * Reads which function a deployment is of. A deployment of Lambda has one target.
 *
 * @throws {UnsupportedFunctionError} If it is no deployment of one Lambda function.
 * @throws {TunerError} If CodeDeploy cannot be asked.
 */
async function readDeployedRelease(
  client: CodeDeployClient,
  context: CallContext,
  { deploymentId }: Pick<HookCall, 'deploymentId'>,
): Promise<DeployedRelease> {
  const action = `read what deployment "${deploymentId}" is of`;
  const { targetIds = [] } = await callAws(action, context, (abortSignal) =>
    client.send(new ListDeploymentTargetsCommand({ deploymentId }), { abortSignal }),
  );
  const { deploymentTargets = [] } =
    targetIds.length === 0
      ? {}
      : await callAws(action, context, (abortSignal) =>
          client.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }), {
            abortSignal,
          }),
        );
  const [only, ...others] = deploymentTargets;
  const { functionName, currentVersion, targetVersion } =
    only?.lambdaTarget?.lambdaFunctionInfo ?? {};
  if (!functionName || !currentVersion || !targetVersion || others.length > 0) {
    throw new UnsupportedFunctionError(
      `Cannot compare the releases of deployment "${deploymentId}": it must be of one Lambda function, with two versions: it has ${exactCountText(deploymentTargets.length, 'target')}${only === undefined ? '' : `, of type ${only.deploymentTargetType}`}`,
    );
  }
  return { functionName, currentVersion, targetVersion };
}

/**
 * Tells CodeDeploy what a hook found. Safe to repeat.
 *
 * @returns `late` where the hook was answered before, or its time is over.
 * @throws {PermissionDeniedError} If the role may not.
 */
async function putHookStatus(
  client: CodeDeployClient,
  context: CallContext,
  { deploymentId, hookExecutionId, status }: HookCall & { readonly status: HookStatus },
): Promise<'told' | 'late'> {
  try {
    await callAws(`tell deployment "${deploymentId}" its status`, context, (abortSignal) =>
      client.send(
        new PutLifecycleEventHookExecutionStatusCommand({
          deploymentId,
          lifecycleEventHookExecutionId: hookExecutionId,
          status,
        }),
        { abortSignal },
      ),
    );
    return 'told';
  } catch (error) {
    if (
      error instanceof CallRejectedError &&
      error.code === 'LifecycleEventAlreadyCompletedException'
    ) {
      return 'late';
    }
    throw error;
  }
}

/** CodeDeploy as a task uses it. */
export function codeDeployApi(access: AwsAccess): (context: CallContext) => CodeDeployApi {
  const client = new CodeDeployClient(clientConfig(access));
  return bindOperations({ readDeployedRelease, putHookStatus }, () => client);
}
