import { InvokeCommand, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { type ScriptedDeployment, scriptedCodeDeploy } from '../support/scripted-code-deploy.ts';
import { cloneNames, createFunction, releaseCode } from '../support/workflow-account.ts';

const waiting = (ms: number) =>
  `export const handler = () => new Promise((resolve) => setTimeout(resolve, ${ms}, {}));`;
const BROKEN = `export const handler = () => { throw new RangeError('no stock'); };`;

/** CodeDeploy's own tokens are some hundred characters long. */
const HOOK_EXECUTION_ID = 'eyJlbmNyeXB0ZWREYXRhIjoi'.repeat(8);

const HOOK = 'CodeDeployHook_lambda-autotuner-dev';

let account: LocalAccount;
const deployments: ScriptedDeployment[] = [];
/** Called with the status when the hook of a deployment is answered, by deployment id. */
const answered = new Map<string, (status: string | undefined) => void>();

async function start(params: Readonly<Record<string, string>>): Promise<void> {
  account = await startLocalAccount({
    params,
    cloud: {
      pendingMs: 0,
      additionalServices: [
        scriptedCodeDeploy(deployments, ({ deploymentId, status }) =>
          answered.get(deploymentId)?.(status),
        ),
      ],
    },
  });
}

/** Creates a function with two versions, of which the second is to be deployed. */
async function deploymentOf(
  functionName: string,
  codes: readonly [string, string],
): Promise<ScriptedDeployment> {
  await createFunction(account, { functionName, code: codes[0] });
  await releaseCode(account, functionName, codes[1]);
  await account.lambda.send(new PublishVersionCommand({ FunctionName: functionName }));
  const deployment = {
    deploymentId: `d-${functionName.toUpperCase()}`,
    hookExecutionId: HOOK_EXECUTION_ID,
    functionName,
    currentVersion: '1',
    targetVersion: '2',
  };
  deployments.push(deployment);
  return deployment;
}

/** Calls the hook as CodeDeploy does. */
async function callHook({ deploymentId, hookExecutionId }: ScriptedDeployment) {
  const { Payload, FunctionError } = await account.lambda.send(
    new InvokeCommand({
      FunctionName: HOOK,
      Payload: JSON.stringify({
        DeploymentId: deploymentId,
        LifecycleEventHookExecutionId: hookExecutionId,
      }),
    }),
  );
  return { FunctionError, output: JSON.parse(Payload?.transformToString() ?? 'null') };
}

function statusOf({ deploymentId }: ScriptedDeployment): Promise<string | undefined> {
  return new Promise((resolve) => answered.set(deploymentId, resolve));
}

const hookKeys = () =>
  account.cloud.cloud
    .listBucketKeys(account.deployment.bucketName)
    .filter((key) => key.startsWith('hooks/'));

describe('a hook of CodeDeploy', () => {
  beforeAll(() => start({ releaseHookEnabled: 'true' }));
  afterAll(() => account.stop());

  it('fails a deployment whose new version is slower, once its run has ended', async () => {
    const deployment = await deploymentOf('slowed', [waiting(20), waiting(400)]);
    const status = statusOf(deployment);

    const { output } = await callHook(deployment);
    const again = await callHook(deployment);

    expect(output).toEqual({
      kind: 'started',
      executionArn: expect.stringMatching(/:codedeploy-d-SLOWED-[0-9a-f]{12}$/),
    });
    expect(again.output).toEqual(output);
    expect(await status).toBe('Failed');
    expect(cloneNames(account)).toEqual([]);
  });

  it('lets traffic move to a faster one', async () => {
    const deployment = await deploymentOf('sped-up', [waiting(400), waiting(20)]);
    const status = statusOf(deployment);

    await callHook(deployment);

    expect(await status).toBe('Succeeded');
  });

  it('fails one that does not work', async () => {
    const deployment = await deploymentOf('broken', [waiting(1), BROKEN]);
    const status = statusOf(deployment);

    await callHook(deployment);

    expect(await status).toBe('Failed');
  });

  it('lets traffic move if nothing can be compared, and says why', async () => {
    const deployment = await deploymentOf('missing-version', [waiting(1), waiting(1)]);
    const unknown = { ...deployment, deploymentId: 'd-UNKNOWN', targetVersion: '7' };
    deployments.push(unknown);
    const status = statusOf(unknown);

    await callHook(unknown);

    expect(await status).toBe('Succeeded');
  });
});

describe('a hook that fails what is undecided', () => {
  beforeAll(() =>
    start({
      releaseHookEnabled: 'true',
      releaseHookWhenUndecided: 'Failed',
      releaseHookRequest: '{"byFunction": {"poor": {"invocationsMax": 20}}}',
    }),
  );
  afterAll(() => account.stop());

  it('fails a deployment whose run may not spend enough', async () => {
    const deployment = await deploymentOf('poor', [waiting(1), waiting(2)]);
    const status = statusOf(deployment);

    await callHook(deployment);

    expect(await status).toBe('Failed');
  });
});

describe('the hook of a tuner that was deployed without it', () => {
  beforeAll(() => start({}));
  afterAll(() => account.stop());

  it('says so, and starts nothing', async () => {
    const deployment = await deploymentOf('unasked', [waiting(1), waiting(1)]);

    const { FunctionError, output } = await callHook(deployment);

    expect(FunctionError).toBeDefined();
    expect(output.errorMessage).toContain('must be deployed with "ReleaseHookEnabled" true');
    expect(deployment.status).toBeUndefined();
    expect(hookKeys()).toEqual([]);
  });
});
