import {
  type CreateFunctionCommandInput,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutRuntimeManagementConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { DeployedFunction } from '../../local/deployment/local-deployment.ts';
import { recordTraffic } from './production-traffic.ts';
import { defaultScenario } from './scenario.ts';
import { type AliasPlan, SimulatedAccount } from './simulated-account.ts';
import { GOAL } from './simulated-models.ts';
import { warmUp } from './warm-up.ts';

/**
 * Outcome of a scenario. The text has statuses, errors, answers, and the final state of the
 * functions.
 */
export interface RoleOutcome {
  readonly account: SimulatedAccount;
  readonly text: string;
}

/** One or several runs in which tasks use the permissions of their roles. */
export type RoleScenario = (
  revise: (deployed: DeployedFunction) => DeployedFunction,
) => Promise<RoleOutcome>;

const REQUEST = {
  functionName: 'target',
  powerValues: [128, 512],
  sampleCount: 10,
  strategy: 'cost',
  apply: true,
} as const;

/** A target whose variables are encrypted with a customer's key. */
const ENCRYPTED = {
  KMSKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/0-1',
  Environment: { Variables: { TABLE: 'orders' } },
};

/** A request that applies nothing. */
const MEASURE = { ...REQUEST, apply: false };

/** The same request for every function of a fleet. */
const { functionName: _target, ...MEASURE_FIELDS } = MEASURE;

const CALM = { callCount: 20, errorCount: 0, durationMs: 100 };

interface Setting {
  readonly target?: Partial<CreateFunctionCommandInput>;
  readonly alias?: AliasPlan;
  readonly modelId?: string;
  /** Parameters of the deployment that differ from the defaults. */
  readonly params?: Readonly<Record<string, string>>;
  /** Whether production fails after a change. */
  readonly isBad?: boolean;
  readonly arrange?: (account: SimulatedAccount) => Promise<unknown>;
  readonly play: (account: SimulatedAccount) => Promise<unknown>;
}

function scenario({ target, alias, modelId, params, isBad, arrange, play }: Setting): RoleScenario {
  return async (revise) => {
    await warmUp();
    const calm = defaultScenario('roles');
    const account = new SimulatedAccount({
      ...calm.account,
      // The function mostly waits, so that the small size is clearly cheaper and is applied.
      model: { ...calm.account.model, cpuMs: 5, waitMs: 200 },
      ...(modelId !== undefined && { modelId }),
      params: { targetKmsKeys: 'key/*', ...params },
      revise,
    });
    await account.prepare({ ...calm.target, ...target }, alias);
    if (arrange !== undefined) await account.clock.runUntil(arrange(account));
    account.cloud.calls.clear();
    const after = isBad ? { ...CALM, errorCount: 10 } : { ...CALM, durationMs: 340 };
    account.onTransition = (_execution, stateName, phase) => {
      if (stateName === 'WaitForTraffic' && phase === 'entered') {
        recordTraffic(account.cloud.metrics, { before: CALM, after }, account.clock.nowMs());
      }
    };
    const answer = await play(account).catch((error: Error) => `${error.name}: ${error.message}`);
    await account.clock.runUntil(Promise.all(account.executions.map(({ ended }) => ended)));
    await account.clock.runAll();
    return { account, text: describe(account, answer) };
  };
}

function describe({ executions, cloud }: SimulatedAccount, answer: unknown): string {
  const results = executions.map(({ status, result }) => JSON.stringify([status, result]));
  return [
    ...results,
    JSON.stringify(answer ?? null),
    ...cloud
      .listFunctions()
      .map(({ functionName, aliases, configuration }) =>
        JSON.stringify([functionName, configuration.MemorySize, aliases]),
      ),
  ].join('\n');
}

async function run(account: SimulatedAccount, request: object = REQUEST): Promise<void> {
  const execution = account.start(request);
  await account.clock.runUntil(execution.ended);
}

/** Runs fleets one after another; returns their results and the rows of their reports. */
async function runFleets(account: SimulatedAccount, ...inputs: readonly object[]): Promise<string> {
  const texts: string[] = [];
  for (const [index, input] of inputs.entries()) {
    const end = await account.clock.runUntil(account.startFleet(input, `fleet-${index}`).result);
    texts.push(end.status === 'FAILED' ? `${end.error}: ${end.cause}` : JSON.stringify(end));
  }
  for (const key of account.storeKeys('fleets/').filter((each) => each.endsWith('report.json'))) {
    texts.push((await account.readStore(key)) ?? '');
  }
  return `StateError: ${texts.join(' ')}`;
}

const NODE_LAYER = zipSync({ 'nodejs/shared.mjs': strToU8('1') });

/** Longer than a fleet of one function takes, in milliseconds of virtual time. */
const FLEET_MS = 600_000;

/** So many samples that they travel through the store. */
const MANY_SAMPLES = { ...REQUEST, sampleCount: 100 };

/** Too large for the request that creates a clone. */
const LARGE_ZIP_BYTES = 51 * 1024 * 1024;

const LARGE_ZIP = zipSync({ 'index.mjs': new Uint8Array(LARGE_ZIP_BYTES) }, { level: 0 });

const RELEASE = {
  source: 'aws.codepipeline',
  detail: { pipeline: 'shop', 'execution-id': 'e-1', state: 'SUCCEEDED' },
};

/** Makes every call of a service fail, which opens its circuit breaker. */
function breakDown(account: SimulatedAccount, service: string): void {
  account.cloud.faults.add({ service, fault: { kind: 'serverError', status: 500 } });
}

/** Scenarios by what they show; the fast ones first. */
export const ROLE_SCENARIOS: Readonly<Record<string, RoleScenario>> = {
  applied: scenario({
    target: { Tags: { team: 'orders' } },
    play: (account) => run(account, { ...REQUEST, payload: { text: 'x'.repeat(10_000) } }),
  }),
  'in fleets': scenario({
    target: { Tags: { autotuner: 'recommend' } },
    play: (account) =>
      runFleets(
        account,
        { functionNames: ['target', 'absent'], request: MEASURE_FIELDS },
        { optedIn: true, request: MEASURE_FIELDS },
      ),
  }),
  'in a fleet that is not told how a run ended': scenario({
    play: (account) => {
      account.cloud.faults.add({
        action: 'DescribeExecution',
        fault: { kind: 'serverError', status: 500 },
      });
      return runFleets(account, { functionNames: ['absent'], request: MEASURE_FIELDS });
    },
  }),
  'with a model out of order': scenario({
    modelId: 'local.correct',
    play: (account) => {
      breakDown(account, 'bedrock');
      return run(account);
    },
  }),
  'with a goal and a model out of order': scenario({
    modelId: 'local.correct',
    play: (account) => {
      breakDown(account, 'bedrock');
      return run(account, { ...REQUEST, strategy: undefined, goal: GOAL });
    },
  }),
  'with IAM out of order': scenario({
    play: (account) => {
      breakDown(account, 'iam');
      return run(account);
    },
  }),
  'watched, with CloudWatch out of order': scenario({
    play: (account) => {
      breakDown(account, 'monitoring');
      return run(account, { ...REQUEST, watchMinutes: 30 });
    },
  }),
  'moved an alias, watched, and rolled back': scenario({
    target: ENCRYPTED,
    alias: { isProvisioned: true },
    isBad: true,
    play: (account) => run(account, { ...REQUEST, applyTo: 'live', watchMinutes: 30 }),
  }),
  'watched and rolled back': scenario({
    target: ENCRYPTED,
    isBad: true,
    play: (account) => run(account, { ...REQUEST, watchMinutes: 30 }),
  }),
  'failed in its write': scenario({
    target: ENCRYPTED,
    play: (account) => {
      account.onTransition = (_execution, stateName) => {
        if (stateName !== 'ApplyConfig') return;
        account.cloud.faults.add({
          action: 'UpdateFunctionConfiguration',
          fault: { kind: 'reset' },
        });
      };
      return run(account, MANY_SAMPLES);
    },
  }),
  'two at once, one of them stopped': scenario({
    play: async (account) => {
      const first = account.start(REQUEST);
      account.onTransition = (execution, stateName) => {
        if (execution === first && stateName === 'PrepareTier') first.stop();
      };
      await account.clock.runUntil(first.ended);
      await run(account);
    },
  }),
  dispatched: scenario({
    play: (account) => account.clock.runUntil(account.runFunction('dispatch', RELEASE)),
  }),
  'dispatched to all that opted in': scenario({
    target: { Tags: { autotuner: 'apply' } },
    params: { releasedFunctionNames: 'opted-in' },
    play: (account) => account.clock.runUntil(account.runFunction('dispatch', RELEASE)),
  }),
  'dispatched as a fleet': scenario({
    target: { Tags: { autotuner: 'recommend' } },
    params: { releasedFunctionNames: 'opted-in', releaseUsdMax: '1' },
    play: async (account) => {
      const started = await account.clock.runUntil(account.runFunction('dispatch', RELEASE));
      await account.clock.runUntil(account.clock.sleepMs(FLEET_MS));
      return started;
    },
  }),
  'stopped while it applied, and swept': scenario({
    target: ENCRYPTED,
    play: async (account) => {
      const execution = account.start({
        ...MANY_SAMPLES,
        payload: { text: 'x'.repeat(10_000) },
      });
      account.onTransition = (_execution, stateName, phase) => {
        if (stateName === 'ApplyConfig' && phase === 'started') execution.stop();
      };
      await account.clock.runUntil(execution.ended);
      const event = { detail: { executionArn: execution.executionArn } };
      return account.clock.runUntil(account.runFunction('sweep', event));
    },
  }),
  'with layers, a network, a file system and an old runtime': scenario({
    arrange: async ({ lambda, cloud, clock }) => {
      const { LayerVersionArn = '' } = await lambda.send(
        new PublishLayerVersionCommand({ LayerName: 'shared', Content: { ZipFile: NODE_LAYER } }),
      );
      await lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: 'target',
          Layers: [LayerVersionArn],
          VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
          FileSystemConfigs: [
            {
              Arn: 'arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0',
              LocalMountPath: '/mnt/data',
            },
          ],
        }),
      );
      await lambda.send(
        new PutRuntimeManagementConfigCommand({
          FunctionName: 'target',
          UpdateRuntimeOn: 'FunctionUpdate',
        }),
      );
      await clock.sleepMs(10_000);
      cloud.releaseRuntime('nodejs24.x');
    },
    play: (account) => run(account, MEASURE),
  }),
  'on both architectures, with a layer': scenario({
    arrange: async ({ lambda, clock }) => {
      const { LayerVersionArn = '' } = await lambda.send(
        new PublishLayerVersionCommand({ LayerName: 'shared', Content: { ZipFile: NODE_LAYER } }),
      );
      await lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: 'target',
          Layers: [LayerVersionArn],
        }),
      );
      await clock.sleepMs(10_000);
    },
    play: (account) => run(account, { ...MEASURE, architectures: ['x86_64', 'arm64'] }),
  }),
  'of an image': scenario({
    target: {
      PackageType: 'Image',
      Code: { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/app@sha256:0' },
      Runtime: undefined,
      Handler: undefined,
    },
    play: (account) => run(account, MEASURE),
  }),
  'of a large zip': scenario({
    arrange: async (account) => {
      await account.putObject('code.zip', LARGE_ZIP);
      await account.lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName: 'target',
          S3Bucket: account.deployment.bucketName,
          S3Key: 'code.zip',
        }),
      );
      await account.clock.sleepMs(10_000);
    },
    play: (account) => run(account, MEASURE),
  }),
  'compared with the previous release': scenario({
    arrange: async ({ lambda, clock }) => {
      await clock.sleepMs(30_000);
      await lambda.send(new PublishVersionCommand({ FunctionName: 'target' }));
      await lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName: 'target', ZipFile: NODE_LAYER }),
      );
      await clock.sleepMs(30_000);
    },
    // Such a small difference needs several blocks, which travel through the store.
    play: (account) =>
      run(account, { functionName: 'target', compareWith: 'previous', differencePercent: 3 }),
  }),
  'compared with a kept result': scenario({
    play: async (account) => {
      await run(account, MEASURE);
      await account.clock.runUntil(
        account.lambda.send(
          new UpdateFunctionCodeCommand({ FunctionName: 'target', ZipFile: NODE_LAYER }),
        ),
      );
      await account.clock.runUntil(account.clock.sleepMs(30_000));
      await run(account, { functionName: 'target', compareWith: 'previous' });
    },
  }),
  'asked by CodeDeploy': scenario({
    alias: { isProvisioned: false },
    params: { releaseHookEnabled: 'true' },
    play: async (account) => {
      const hook = { deploymentId: 'd-ROLES', hookExecutionId: 'hook' };
      const versions = { currentVersion: '1', targetVersion: '2' };
      account.deployments.push({ ...hook, functionName: 'target', ...versions });
      const called = await account.clock.runUntil(
        account.runFunction('releaseHook', {
          DeploymentId: hook.deploymentId,
          LifecycleEventHookExecutionId: hook.hookExecutionId,
        }),
      );
      await account.clock.runUntil(Promise.all(account.executions.map(({ ended }) => ended)));
      const [{ executionArn } = { executionArn: '' }] = account.executions;
      const name = executionArn.split(':').at(-1);
      const ended = { detail: { executionArn, name: name ?? '' } };
      const tell = () => account.clock.runUntil(account.runFunction('releaseHook', ended));
      // The event is delivered twice.
      return [called, await tell(), await tell()];
    },
  }),
  'with SnapStart, refused a snapshot': scenario({
    target: { Runtime: 'python3.13', SnapStart: { ApplyOn: 'PublishedVersions' } },
    play: (account) => {
      account.cloud.faults.add({
        action: 'CreateFunction',
        callCount: 1,
        fault: { kind: 'halfDone' },
      });
      return run(account, MEASURE);
    },
  }),
  'applied and recalled, with many samples': scenario({
    play: async (account) => {
      await run(account, MANY_SAMPLES);
      await run(account, { ...MANY_SAMPLES, functionName: 'target' });
    },
  }),
  'after a run with many samples, which is evidence': scenario({
    play: async (account) => {
      await run(account, MANY_SAMPLES);
      await run(account);
    },
  }),
  'reasoned about by a model, with many samples': scenario({
    modelId: 'local.correct',
    play: (account) => run(account, { ...MANY_SAMPLES, strategy: undefined, goal: GOAL }),
  }),
};
