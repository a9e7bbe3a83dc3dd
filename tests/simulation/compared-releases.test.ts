import { PublishVersionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { comparisonResultSchema } from '../../shared/contract/comparison-result.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import { warmUp } from './warm-up.ts';

const REQUEST = { functionName: 'target', compareWith: 'previous' };

let account: SimulatedAccount;

/**
 * A function with two releases that behave alike, because the simulated host models one function.
 */
beforeEach(async () => {
  await warmUp();
  const { account: plan, target } = defaultScenario('compared');
  account = new SimulatedAccount(plan);
  await account.prepare(target);
  await account.clock.runUntil(release());
  account.cloud.calls.clear();
});

async function release(): Promise<void> {
  const FunctionName = 'target';
  await account.clock.sleepMs(30_000);
  await account.lambda.send(new PublishVersionCommand({ FunctionName }));
  await account.lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName,
      ZipFile: zipSync({ 'index.mjs': strToU8('export const handler = () => 2;') }),
    }),
  );
  await account.clock.sleepMs(30_000);
}

const clones = () =>
  account.cloud
    .listFunctions()
    .map(({ functionName }) => functionName)
    .filter((name) => name.startsWith(account.deployment.clonePrefix));

async function compare() {
  const execution = account.start(REQUEST);
  await account.clock.runUntil(execution.ended);
  return execution;
}

describe('a run that compares releases, in virtual time', () => {
  it('reports equal releases as the same, and changes nothing and leaves nothing behind', async () => {
    const { result } = await compare();

    if (result?.status !== 'SUCCEEDED') throw new Error(JSON.stringify(result));
    const { verdict, releases } = comparisonResultSchema.parse(result.output);
    expect(verdict.kind).toBe('same');
    expect(releases.old.cloneCount).toBe(releases.new.cloneCount);
    expect(clones()).toEqual([]);
    expect(account.storeKeys('journal/')).toEqual([]);
    const actions = new Set(account.cloud.calls.list().map(({ action }) => action));
    expect([...actions].filter((action) => /^(Update|Publish|CreateAlias)/.test(action))).toEqual(
      [],
    );
  });

  it('survives transient throttling', async () => {
    for (const action of ['CreateFunction', 'ListVersionsByFunction', 'PutObject', 'Invoke']) {
      account.cloud.faults.add({ action, callCount: 3, fault: { kind: 'throttle' } });
    }

    expect((await compare()).status).toBe('SUCCEEDED');
    expect(clones()).toEqual([]);
  });

  it('is swept and reported after it was stopped, with each clone assigned to its release', async () => {
    const execution = account.start(REQUEST);
    let measuringCount = 0;
    account.onTransition = (_execution, entered, phase) => {
      if (entered !== 'MeasureTier' || phase !== 'started') return;
      measuringCount += 1;
      if (measuringCount === 6) execution.stop();
    };
    await account.clock.runUntil(execution.ended);
    expect(execution.status).toBe('ABORTED');
    expect(clones().length).toBeGreaterThan(4);
    // Lambda finishes the clones that were requested, and invocations end.
    await account.clock.runUntil(account.clock.sleepMs(120_000));

    await account.clock.runUntil(
      account.runFunction('sweep', { detail: { executionArn: execution.executionArn } }),
    );

    expect(clones()).toEqual([]);
    expect(account.storeKeys('journal/')).toEqual([]);
    const text = await account.readStore(`runs/target/${runIdOf(execution.executionArn)}.json`);
    const { status, tiers } = JSON.parse(text ?? '{}') as { status: string; tiers: Tier[] };
    expect(status).toBe('stopped');
    expect(new Set(tiers.map(({ release: of }) => `${of?.side} ${of?.index}`)).size).toBe(
      tiers.length,
    );
    expect(new Set(tiers.map(({ release: of }) => of?.side))).toEqual(new Set(['old', 'new']));
  });
});
