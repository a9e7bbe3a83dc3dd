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

/** A hook of a deployment, as CodeDeploy passes it to the function that it calls. */
interface HookCall {
  readonly deploymentId: string;
  readonly hookExecutionId: string;
}

/** The answer to a hook: whether traffic may shift. CodeDeploy accepts no other status. */
export type HookStatus = 'Succeeded' | 'Failed';

/** The function of a deployment, and the versions between which traffic shifts. */
export interface DeployedRelease {
  readonly functionName: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
}

/** All operations of CodeDeploy that the tuner uses. */
interface CodeDeployOperations {
  readonly readDeployedRelease: typeof readDeployedRelease;
  readonly putHookStatus: typeof putHookStatus;
}

/** CodeDeploy of the tuner's own region, within a step. */
export type CodeDeployApi = Api<CodeDeployOperations>;

/**
 * Reads which function a deployment is for. A Lambda deployment has one target.
 *
 * @throws {UnsupportedFunctionError} If it is not a deployment of one Lambda function.
 * @throws {TunerError} If CodeDeploy cannot be asked.
 */
async function readDeployedRelease(
  client: CodeDeployClient,
  context: CallContext,
  { deploymentId }: Pick<HookCall, 'deploymentId'>,
): Promise<DeployedRelease> {
  const action = `read the targets of deployment "${deploymentId}"`;
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
 * Answers a hook of CodeDeploy. Safe to repeat.
 *
 * @returns `late` if the hook was answered before, or its time is over.
 * @throws {PermissionDeniedError} If the role may not answer it.
 */
async function putHookStatus(
  client: CodeDeployClient,
  context: CallContext,
  { deploymentId, hookExecutionId, status }: HookCall & { readonly status: HookStatus },
): Promise<'told' | 'late'> {
  try {
    await callAws(`answer the hook of deployment "${deploymentId}"`, context, (abortSignal) =>
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

/** Returns the CodeDeploy operations for a task. */
export function codeDeployApi(access: AwsAccess): (context: CallContext) => CodeDeployApi {
  const client = new CodeDeployClient(clientConfig(access));
  return bindOperations({ readDeployedRelease, putHookStatus }, () => client);
}
