import { beforeEach, describe, expect, it } from '@jest/globals';
import { readComparedRelease } from '../../../../functions/resolve-function/compared-release.ts';
import type { FunctionDescription } from '../../../../shared/aws/function-description.ts';
import { definedOnly } from '../../../../shared/core/defined-only.ts';
import { FunctionNotFoundError } from '../../../../shared/errors.ts';
import { DESCRIPTION, fakeLambda } from '../../../support/fake-lambda.ts';
import { EVENT, keepReport } from '../../../support/kept-reports.ts';
import { memoryStore } from '../../../support/memory-store.ts';

let lambda: ReturnType<typeof fakeLambda>;
let store: ReturnType<typeof memoryStore>;
let usable: string[];
const requireUsable = async ({ dependencies }: FunctionDescription) => {
  usable.push(dependencies.roleArn);
};

/** Versions 1 to 4: the last two have the code that $LATEST has. */
beforeEach(() => {
  lambda = fakeLambda();
  store = memoryStore();
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
    { ...lambda.api, store },
    { description, qualifier },
    { request: { ...definedOnly({ compareWith }), ...EVENT }, requireUsable },
  );
  return found && 'target' in found ? found.target : found?.kept;
}

describe('readComparedRelease()', () => {
  it('reads a named release', async () => {
    expect(await compared('1')).toMatchObject({
      qualifier: '1',
      codeSha256: 'first',
      region: 'us-east-1',
    });
    expect(lambda.calls).toEqual(['describeFunction']);
  });

  it('uses the newest version with other code as the previous release', async () => {
    expect(await compared('previous')).toMatchObject({ qualifier: '2' });
    expect(await compared('previous', '4')).toMatchObject({ qualifier: '2' });
    expect(await compared('previous', '2')).toMatchObject({ qualifier: '1' });
  });

  it('follows an alias to its version', async () => {
    lambda.state.versionCodes.set('live', 'second');
    lambda.state.aliases.set('live', {
      functionVersion: '2',
      revisionId: 'r',
      additionalVersionWeights: {},
    });

    expect(await compared('previous', 'live')).toMatchObject({ qualifier: '1' });
  });

  it('says if there is no previous release', async () => {
    await expect(compared('previous', '1')).rejects.toThrow(
      'it has 4 published versions, none of them',
    );
    lambda.state.versions.clear();
    await expect(compared('previous')).rejects.toThrow('it has no published version');
  });

  it('uses a kept result for a deleted version, but not for an alias', async () => {
    await keepReport(store, { release: { codeSha256: 'gone', qualifier: '7' } });
    const isGone = () =>
      lambda.failures.set('describeFunction', [{ error: new FunctionNotFoundError('It is gone') }]);

    isGone();
    expect(await compared('7')).toMatchObject({ release: { codeSha256: 'gone' } });
    isGone();
    await expect(compared('8')).rejects.toThrow(
      'It is gone. No kept result can replace it: no result of it is kept',
    );
    isGone();
    await expect(compared('live')).rejects.toThrow(/^It is gone$/);
  });

  it('uses the newest kept result with other code if no version is older', async () => {
    lambda.state.versions.clear();
    await keepReport(store, { release: { codeSha256: DESCRIPTION.codeSha256 } });
    await keepReport(store, { runId: '1'.repeat(12), release: { codeSha256: 'before' } });

    expect(await compared('previous')).toMatchObject({ release: { codeSha256: 'before' } });
  });

  it('checks permissions for its clones only if it uses other resources', async () => {
    await compared('1');
    expect(usable).toEqual([]);

    lambda.state.latest = {
      ...lambda.state.latest,
      dependencies: { ...DESCRIPTION.dependencies, roleArn: 'arn:aws:iam::1:role/former' },
    };
    await compared('1');
    expect(usable).toEqual(['arn:aws:iam::1:role/former']);
  });

  it('does nothing if nothing is compared', async () => {
    expect(await compared(undefined)).toBeUndefined();
    expect(lambda.calls).toEqual([]);
  });
});
