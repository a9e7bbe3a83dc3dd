import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeploymentAccount } from '../../../../cli/deploy/deployment-account.ts';
import { destroyTuner } from '../../../../cli/deploy/destroy-stack.ts';
import { readStackOptions, type StackOptions } from '../../../../cli/deploy/stack-options.ts';
import type { Stack } from '../../../../shared/aws/stack.ts';

const TUNER: Stack = {
  id: 'arn:stack',
  name: 'lambda-autotuner-dev',
  status: 'CREATE_COMPLETE',
  description: 'lambda-autotuner 1.2.0: Finds',
  parameters: { ArtifactBucket: 'code' },
  outputs: { StoreBucketName: 'store' },
  changedAtMs: 0,
};

/** An account with one stack, which CloudFormation deletes at once, and two buckets. */
function fakeAccount(stack: Stack) {
  const left = { stack: true, buckets: ['code', 'store'] };
  const account: Partial<DeploymentAccount> = {
    caller: { accountId: '123456789012', arn: 'arn:me', region: 'eu-west-1' },
    readStack: async () => (left.stack ? stack : undefined),
    readEvents: async () => [],
    deleteStack: async () => {
      left.stack = false;
    },
    deleteBucket: async (name) => {
      left.buckets = left.buckets.filter((bucket) => bucket !== name);
    },
  };
  return { left, account: account as DeploymentAccount };
}

const said: string[] = [];
const { log } = console;
beforeEach(() => {
  said.length = 0;
  console.log = (line: string) => said.push(line);
});
afterEach(() => {
  console.log = log;
});

async function destroy(stack: Stack, args: readonly string[], interrupt = new AbortController()) {
  const { account, left } = fakeAccount(stack);
  const options = readStackOptions('destroy', ['--yes', ...args]) as StackOptions;
  const exitCode = await destroyTuner(account, options, interrupt.signal).catch(String);
  return { exitCode, left, text: said.join('\n') };
}

describe('destroyTuner()', () => {
  it('removes the stack, and says what is still there', async () => {
    const { exitCode, left, text } = await destroy(TUNER, []);

    expect([exitCode, left]).toEqual([0, { stack: false, buckets: ['code', 'store'] }]);
    expect(text).toContain('Still there: store, code.');
  });

  it('deletes the store if asked to', async () => {
    expect(await destroy(TUNER, ['--delete-store'])).toMatchObject({
      exitCode: 0,
      left: { stack: false, buckets: ['code'] },
    });
  });

  it('says so if the stack does not name the store that is to be deleted', async () => {
    const { exitCode, left, text } = await destroy({ ...TUNER, outputs: {} }, ['--delete-store']);

    expect([exitCode, left]).toEqual([0, { stack: false, buckets: ['code', 'store'] }]);
    expect(text).toContain('does not name the bucket of its store');
  });

  it('leaves another application alone', async () => {
    const { exitCode, left, text } = await destroy(
      { ...TUNER, name: 'shop', description: 'A shop' },
      ['--stack', 'shop', '--delete-store'],
    );

    expect([exitCode, left]).toEqual([1, { stack: true, buckets: ['code', 'store'] }]);
    expect(text).toContain('shop was not made by autotune deploy');
  });

  it('does nothing more once it is interrupted', async () => {
    const interrupt = new AbortController();
    interrupt.abort(new Error('Interrupted'));

    const { exitCode, left, text } = await destroy(TUNER, [], interrupt);

    expect(exitCode).toBe('Error: Interrupted');
    expect(left.stack).toBe(true);
    expect(text).not.toContain('CloudFormation goes on');
  });
});
