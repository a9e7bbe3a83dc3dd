import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type RunningLocalCloud,
  startLocalCloud,
} from '../../../../local/cloud/start-local-cloud.ts';
import { type CodeDeployApi, codeDeployApi } from '../../../../shared/aws/code-deployment.ts';
import { PermissionDeniedError, UnsupportedFunctionError } from '../../../../shared/errors.ts';
import { systemClock } from '../../../../shared/runtime/clock.ts';
import {
  type ScriptedDeployment,
  scriptedCodeDeploy,
} from '../../../support/scripted-code-deploy.ts';

const DEPLOYMENT = {
  deploymentId: 'd-ABC',
  hookExecutionId: 'hook',
  functionName: 'orders',
  currentVersion: '7',
  targetVersion: '8',
};
const HOOK = { deploymentId: 'd-ABC', hookExecutionId: 'hook' };

let cloud: RunningLocalCloud;
let codeDeploy: CodeDeployApi;
const deployments: ScriptedDeployment[] = [
  DEPLOYMENT,
  { ...DEPLOYMENT, deploymentId: 'd-FIRST', currentVersion: '' },
];

const originalEndpoint = process.env.AWS_ENDPOINT_URL;

/** Uses the SDK's own client, over HTTP. */
beforeAll(async () => {
  cloud = await startLocalCloud({ additionalServices: [scriptedCodeDeploy(deployments)] });
  process.env.AWS_ENDPOINT_URL = cloud.endpoint;
  const credentials = { accessKeyId: 'administrator', secretAccessKey: 'local' };
  codeDeploy = codeDeployApi({ region: 'us-east-1', credentials })({
    clock: systemClock,
    random: () => 0,
    deadlineMs: systemClock.nowMs() + 20_000,
  });
});

afterAll(async () => {
  if (originalEndpoint === undefined) delete process.env.AWS_ENDPOINT_URL;
  else process.env.AWS_ENDPOINT_URL = originalEndpoint;
  await cloud.stop();
});

describe('readDeployedRelease()', () => {
  it('reads the function of a deployment, and its two versions', async () => {
    expect(await codeDeploy.readDeployedRelease(HOOK)).toEqual({
      functionName: 'orders',
      currentVersion: '7',
      targetVersion: '8',
    });
  });

  it('refuses a deployment without two versions', async () => {
    const reading = codeDeploy.readDeployedRelease({ deploymentId: 'd-FIRST' });

    await expect(reading).rejects.toThrow(UnsupportedFunctionError);
    await expect(reading).rejects.toThrow('it has 1 target, of type LambdaTarget');
  });

  it('reports a refusal by CodeDeploy', async () => {
    await expect(codeDeploy.readDeployedRelease({ deploymentId: 'd-NONE' })).rejects.toThrow(
      'Cannot read the targets of deployment "d-NONE": DeploymentDoesNotExistException',
    );
  });

  it('retries when CodeDeploy throttles', async () => {
    const fault = { kind: 'throttle' } as const;
    cloud.cloud.faults.add({ action: 'ListDeploymentTargets', callCount: 2, fault });

    expect(await codeDeploy.readDeployedRelease(HOOK)).toMatchObject({ functionName: 'orders' });
  });
});

describe('putHookStatus()', () => {
  it('answers a hook, once', async () => {
    expect(await codeDeploy.putHookStatus({ ...HOOK, status: 'Failed' })).toBe('told');
    expect(await codeDeploy.putHookStatus({ ...HOOK, status: 'Succeeded' })).toBe('late');
    expect(deployments[0]?.status).toBe('Failed');
  });

  it('throws if CodeDeploy refuses the answer', async () => {
    const fault = { kind: 'denied' } as const;
    cloud.cloud.faults.add({
      action: 'PutLifecycleEventHookExecutionStatus',
      callCount: 1,
      fault,
    });

    await expect(codeDeploy.putHookStatus({ ...HOOK, status: 'Failed' })).rejects.toThrow(
      PermissionDeniedError,
    );
  });
});
