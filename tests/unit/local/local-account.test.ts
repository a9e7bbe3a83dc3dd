import { describe, expect, it } from '@jest/globals';
import { startLocalAccount } from '../../../local/local-account.ts';
import { createScriptedHost } from '../../local-cloud/scripted-host.ts';

describe('startLocalAccount()', () => {
  it('stops the cloud if the deployment fails', async () => {
    let stopCount = 0;
    const executionHost = {
      ...createScriptedHost(),
      stop: async () => {
        stopCount += 1;
      },
    };

    const started = startLocalAccount({
      cloud: { executionHost },
      params: { scheduleEnabled: 'true', scheduleExpression: 'rate(1 fortnight)' },
    });

    await expect(started).rejects.toThrow('fortnight');
    expect(stopCount).toBe(1);
  });
});
