import { beforeEach, describe, expect, it } from '@jest/globals';
import { readComparedRelease } from '../../../../functions/resolve-function/compared-release.ts';
import type { FunctionDescription } from '../../../../shared/aws/function-description.ts';
import { DESCRIPTION, fakeLambda } from '../../../support/fake-lambda.ts';

let lambda: ReturnType<typeof fakeLambda>;
let usable: string[];
const requireUsable = async ({ dependencies }: FunctionDescription) => {
  usable.push(dependencies.roleArn);
};

/** Versions 1 to 4: the last two have the code that $LATEST has. */
beforeEach(() => {
  lambda = fakeLambda();
  usable = [];
  for (const functionVersion of ['1', '2', '3', '4']) {
    lambda.state.versions.set(functionVersion, {
      functionVersion,
      description: '',
      isActive: true,
    });
  }
  lambda.state.versionCodes.set('1', 'first').set('2', 'second');
});

async function compared(compareWith: string | undefined, qualifier?: string) {
  const code = lambda.state.versionCodes.get(qualifier ?? '') ?? DESCRIPTION.codeSha256;
  const description = { ...DESCRIPTION, codeSha256: code };
  const found = await readComparedRelease(
    lambda.api,
    { description, qualifier },
    { compareWith, requireUsable },
  );
  return found?.target;
}

describe('readComparedRelease()', () => {
  it('reads the release that is named', async () => {
    expect(await compared('1')).toMatchObject({
      qualifier: '1',
      codeSha256: 'first',
      region: 'us-east-1',
    });
    expect(lambda.calls).toEqual(['describeFunction']);
  });

  it('takes the newest version of other code for the previous release', async () => {
    expect((await compared('previous'))?.qualifier).toBe('2');
    expect((await compared('previous', '4'))?.qualifier).toBe('2');
    expect((await compared('previous', '2'))?.qualifier).toBe('1');
  });

  it('goes by the version that an alias leads to', async () => {
    lambda.state.versionCodes.set('live', 'second');
    lambda.state.aliases.set('live', {
      functionVersion: '2',
      revisionId: 'r',
      additionalVersionWeights: {},
    });

    expect((await compared('previous', 'live'))?.qualifier).toBe('1');
  });

  it('says where there is no previous release', async () => {
    await expect(compared('previous', '1')).rejects.toThrow('none of its 4 versions is');
    lambda.state.versions.clear();
    await expect(compared('previous')).rejects.toThrow('it has no published version');
  });

  it('asks whether clones of it could be made, where it uses what the other does not', async () => {
    await compared('1');
    expect(usable).toEqual([]);

    lambda.state.latest = {
      ...lambda.state.latest,
      dependencies: { ...DESCRIPTION.dependencies, roleArn: 'arn:aws:iam::1:role/former' },
    };
    await compared('1');
    expect(usable).toEqual(['arn:aws:iam::1:role/former']);
  });

  it('has nothing to do where nothing is compared', async () => {
    expect(await compared(undefined)).toBeUndefined();
    expect(lambda.calls).toEqual([]);
  });
});
