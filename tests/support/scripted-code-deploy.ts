import type { CloudService, ServiceCall } from '../../local/cloud/cloud-service.ts';
import { ApiError } from '../../local/cloud/wire/api-error.ts';
import { bodyText, type CloudRequest } from '../../local/cloud/wire/cloud-message.ts';
import { jsonReply, readJsonAction } from '../../local/cloud/wire/json-protocol.ts';

/** A deployment of a Lambda function whose hook waits for its status. */
export interface ScriptedDeployment {
  readonly deploymentId: string;
  readonly hookExecutionId: string;
  readonly functionName: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  /** Absent until the hook is answered. */
  status?: string;
}

type Parameters = Readonly<Record<string, string>>;

const PROTOCOL = '1.1';
const GROUP_ARN = 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:shop/orders';

/**
 * Returns CodeDeploy with the operations that a hook needs, and with the wire shapes and errors of
 * its API reference: targets of deployments, and the statuses of their hooks.
 *
 * @param onStatus Called once a hook is answered.
 */
export function scriptedCodeDeploy(
  deployments: readonly ScriptedDeployment[],
  onStatus: (deployment: ScriptedDeployment) => void = () => undefined,
): CloudService {
  const operations: Readonly<Record<string, (parameters: Parameters) => object>> = {
    ListDeploymentTargets: (parameters) => ({
      targetIds: [targetIdOf(deploymentOf(deployments, parameters))],
    }),
    BatchGetDeploymentTargets: (parameters) => ({
      deploymentTargets: [targetOf(deploymentOf(deployments, parameters))],
    }),
    PutLifecycleEventHookExecutionStatus: (parameters) => {
      const deployment = deploymentOf(deployments, parameters);
      const { lifecycleEventHookExecutionId, status = '' } = parameters;
      if (lifecycleEventHookExecutionId !== deployment.hookExecutionId) {
        throw new ApiError(400, 'InvalidLifecycleEventHookExecutionIdException', 'No such hook');
      }
      if (!['Succeeded', 'Failed'].includes(status)) {
        throw new ApiError(400, 'InvalidLifecycleEventHookExecutionStatusException', status);
      }
      if (deployment.status !== undefined) {
        throw new ApiError(400, 'LifecycleEventAlreadyCompletedException', 'It is completed');
      }
      deployment.status = status;
      onStatus(deployment);
      return { lifecycleEventHookExecutionId };
    },
  };
  return {
    signingName: 'codedeploy',
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      throttled: { status: 400, code: 'ThrottlingException' },
      internalFailure: 'InternalFailure',
    },
    resolveCall: (request) => resolveCall(request, operations),
    renderError: ({ status, code, message }) =>
      jsonReply(PROTOCOL, status, { __type: code, message }, 'codedeploy'),
  };
}

function resolveCall(
  request: CloudRequest,
  operations: Readonly<Record<string, (parameters: Parameters) => object>>,
): ServiceCall {
  const action = readJsonAction(request);
  const operation = operations[action];
  if (operation === undefined) throw new ApiError(400, 'UnknownOperationException', action);
  const isWrite = action.startsWith('Put');
  const parameters = JSON.parse(bodyText(request)) as Parameters;
  return {
    action,
    resource: '*',
    permissions: [{ action: `codedeploy:${action}`, resource: isWrite ? GROUP_ARN : '*' }],
    execute: () => jsonReply(PROTOCOL, 200, operation(parameters), 'codedeploy'),
  };
}

function deploymentOf(
  deployments: readonly ScriptedDeployment[],
  { deploymentId }: Parameters,
): ScriptedDeployment {
  const found = deployments.find((each) => each.deploymentId === deploymentId);
  if (found === undefined) {
    throw new ApiError(400, 'DeploymentDoesNotExistException', `No deployment ${deploymentId}`);
  }
  return found;
}

function targetIdOf({ functionName }: ScriptedDeployment): string {
  return `${functionName}:live`;
}

function targetOf(deployment: ScriptedDeployment): object {
  const { deploymentId, functionName, currentVersion, targetVersion } = deployment;
  return {
    deploymentTargetType: 'LambdaTarget',
    lambdaTarget: {
      deploymentId,
      targetId: targetIdOf(deployment),
      status: 'InProgress',
      lifecycleEvents: [{ lifecycleEventName: 'BeforeAllowTraffic', status: 'InProgress' }],
      lambdaFunctionInfo: {
        functionName,
        functionAlias: 'live',
        currentVersion,
        targetVersion,
        targetVersionWeight: 0,
      },
    },
  };
}
