import {
  CreateAliasCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetProvisionedConcurrencyConfigCommand,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { createFunction, runWorkflow, tuningResultOf } from '../support/workflow-account.ts';

const WAITING = `export const handler = () => new Promise((resolve) => setTimeout(resolve, 20, {}));`;
/** Excludes the present size, so that there is a change however busy the machine is. */
const REQUEST = { powerValues: [128], sampleCount: 4, strategy: 'cost', apply: true };

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 200 } });
});

afterEach(() => account.cloud.cloud.faults.clear());

afterAll(() => account.stop());

/** Creates a function whose alias "live" points to its version 1, which equals `$LATEST`. */
async function createAliased(functionName: string): Promise<void> {
  await createFunction(account, { functionName, code: WAITING });
  await account.lambda.send(
    new PublishVersionCommand({ FunctionName: functionName, Description: 'somebody else' }),
  );
  await account.lambda.send(
    new CreateAliasCommand({ FunctionName: functionName, Name: 'live', FunctionVersion: '1' }),
  );
}

const live = (functionName: string) =>
  account.lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: 'live' }));

const configurationOf = async (functionName: string, Qualifier?: string) =>
  (
    await account.lambda.send(
      new GetFunctionCommand({ FunctionName: functionName, ...(Qualifier && { Qualifier }) }),
    )
  ).Configuration;

/** The description of versions that the tuner published, which names the run. */
const isOurs = expect.stringMatching(/^lambda-autotuner [0-9a-f]{12}: 128 MB$/);

describe('a run that applies to an alias', () => {
  it('publishes a version and moves the alias, and changes nothing else', async () => {
    await createAliased('aliased');
    await account.lambda.send(
      new PutProvisionedConcurrencyConfigCommand({
        FunctionName: 'aliased',
        Qualifier: 'live',
        ProvisionedConcurrentExecutions: 2,
      }),
    );

    const result = tuningResultOf(
      await runWorkflow(account, { functionName: 'aliased', applyTo: 'live', ...REQUEST }),
    );

    expect(result.application).toMatchObject({ kind: 'applied', powerValue: 128 });
    expect(result.aliasMove).toMatchObject({
      kind: 'moved',
      functionVersion: '2',
      functionVersionBefore: '1',
      message: expect.stringContaining('its provisioned concurrency is ready again'),
    });
    expect(await live('aliased')).toMatchObject({ FunctionVersion: '2' });
    expect(await configurationOf('aliased', 'live')).toMatchObject({
      MemorySize: 128,
      Description: isOurs,
    });
    expect(await configurationOf('aliased', '1')).toMatchObject({
      MemorySize: 512,
      Description: 'somebody else',
    });
    expect(
      await account.lambda.send(
        new GetProvisionedConcurrencyConfigCommand({
          FunctionName: 'aliased',
          Qualifier: 'live',
        }),
      ),
    ).toMatchObject({ Status: 'READY', RequestedProvisionedConcurrentExecutions: 2 });
  });

  it('measures the version of the alias that is named with the function', async () => {
    await createAliased('named');
    // $LATEST has another size than production.
    await account.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'named', MemorySize: 1024 }),
    );
    await waitUntilFunctionUpdatedV2(
      { client: account.lambda, maxWaitTime: 10, minDelay: 1, maxDelay: 1 },
      { FunctionName: 'named' },
    );

    const result = tuningResultOf(
      await runWorkflow(account, { functionName: 'named:live', ...REQUEST }),
    );

    expect(result.powerValueBefore).toBe(512);
    expect(result.aliasMove.kind).toBe('moved');
    expect(await configurationOf('named')).toMatchObject({ MemorySize: 128 });
  });

  it('uses the same version if the answer to publishing was lost', async () => {
    await createAliased('lost');
    account.cloud.cloud.faults.add({
      action: 'PublishVersion',
      callCount: 1,
      fault: { kind: 'lostResponse' },
    });

    const result = tuningResultOf(
      await runWorkflow(account, { functionName: 'lost:live', ...REQUEST }),
    );

    expect(result.aliasMove).toMatchObject({ kind: 'moved', functionVersion: '2' });
  });

  it('leaves an alias alone that another user has moved meanwhile', async () => {
    await createAliased('moved');
    await account.lambda.send(
      new PublishVersionCommand({ FunctionName: 'moved', Description: 'a release' }),
    );
    const release = async () => {
      await account.lambda.send(
        new UpdateAliasCommand({ FunctionName: 'moved', Name: 'live', FunctionVersion: '2' }),
      );
    };
    let releasing: Promise<void> | undefined;

    const execution = account.workflow.start(
      { functionName: 'moved:live', ...REQUEST },
      {
        onEvent: (event) => {
          if (event.stateEnteredEventDetails?.name === 'VerifyConfig') {
            releasing ??= release();
          }
        },
      },
    );
    const result = await execution.result;
    await releasing;

    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        aliasMove: { kind: 'superseded', message: expect.stringContaining('it was moved') },
      },
    });
    expect(await live('moved')).toMatchObject({ FunctionVersion: '2' });
  });

  it('refuses an alias in the middle of a release before anything is measured', async () => {
    await createAliased('canary');
    await account.lambda.send(
      new PublishVersionCommand({ FunctionName: 'canary', Description: 'two' }),
    );
    await account.lambda.send(
      new UpdateAliasCommand({
        FunctionName: 'canary',
        Name: 'live',
        RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } },
      }),
    );
    account.cloud.cloud.calls.clear();

    const { result } = await runWorkflow(account, { functionName: 'canary:live', ...REQUEST });

    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'UnsupportedFunctionError',
      cause: expect.stringContaining('sends 10 % of its traffic to version 2'),
    });
    const actions = account.cloud.cloud.calls.list().map(({ action }) => action);
    expect(actions).not.toContain('CreateFunction');
  });

  it('refuses to release what $LATEST has changed beside the size', async () => {
    await createAliased('unreleased');
    await account.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'unreleased', Timeout: 9 }),
    );

    const { result } = await runWorkflow(account, { functionName: 'unreleased:live', ...REQUEST });

    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'UnsupportedFunctionError',
      cause: expect.stringContaining('$LATEST has other code or configuration than version 1'),
    });
  });

  it('refuses an alias whose version is provisioned itself', async () => {
    await createAliased('provisioned');
    await account.lambda.send(
      new PutProvisionedConcurrencyConfigCommand({
        FunctionName: 'provisioned',
        Qualifier: '1',
        ProvisionedConcurrentExecutions: 1,
      }),
    );

    const { result } = await runWorkflow(account, { functionName: 'provisioned:live', ...REQUEST });

    expect(result).toMatchObject({
      status: 'FAILED',
      cause: expect.stringContaining('has provisioned concurrency of its own'),
    });
  });

  it('says at once that the alias does not exist', async () => {
    await createFunction(account, { functionName: 'bare', code: WAITING });

    const { result } = await runWorkflow(account, { functionName: 'bare:live', ...REQUEST });

    expect(result).toMatchObject({ status: 'FAILED', error: 'FunctionNotFoundError' });
  });
});
