import { describe, expect, it } from '@jest/globals';
import { verifyConfig } from '../../../../functions/verify-config/verify-config.ts';
import type { VerifyConfigInput } from '../../../../shared/contract/verify-config.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { CallRejectedError, NotReadyError } from '../../../../shared/errors.ts';
import { DESCRIPTION, fakeLambda } from '../../../support/fake-lambda.ts';
import { aRequest, aTarget } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const APPLIED = { kind: 'applied', powerValue: powerValue(1024), message: '' } as const;

function verify(latest: Partial<typeof DESCRIPTION>, changes: Partial<VerifyConfigInput> = {}) {
  const { api } = fakeLambda({ latest: { ...DESCRIPTION, ...latest } });
  return verifyConfig(
    { ...api, clock: new VirtualClock(7) },
    { request: aRequest({ apply: true }), target: aTarget(), application: APPLIED, ...changes },
  );
}

describe('verifyConfig()', () => {
  it.each(['notApplied', 'unchanged', 'superseded'] as const)(
    'has nothing to verify if the change was %s',
    async (kind) => {
      const application = { ...APPLIED, kind };

      expect(await verify({}, { application })).toEqual({ kind: 'notNeeded' });
    },
  );

  it.each([
    [undefined, 0],
    [15, 900],
  ])(
    'verifies the applied size, to be watched for %s minutes',
    async (watchMinutes, watchSeconds) => {
      const request = aRequest({ apply: true, ...(watchMinutes && { watchMinutes }) });

      expect(await verify({ memoryMb: powerValue(1024) }, { request })).toEqual({
        kind: 'verified',
        powerValue: 1024,
        verifiedAtMs: 7,
        watchSeconds,
      });
    },
  );

  it('says if the function was changed right afterwards', async () => {
    expect(await verify({ memoryMb: powerValue(256) })).toEqual({
      kind: 'overwritten',
      message: expect.stringContaining('set to 1024 MB and has 256 MB now'),
    });
  });

  it('is repeated while the update is in progress', async () => {
    await expect(verify({ updateStatus: 'inProgress' })).rejects.toThrow(NotReadyError);
  });

  it('says why Lambda could not carry out the update', async () => {
    const failed = verify({ updateStatus: 'failed', updateStatusReason: 'no subnet' });

    await expect(failed).rejects.toThrow(CallRejectedError);
    await expect(failed).rejects.toThrow('no subnet');
  });
});
