import { describe, expect, it } from '@jest/globals';
import { readLocalDeployment } from '../../../../local/deployment/local-deployment.ts';

const PLACE = { accountId: '123456789012', region: 'us-east-1' };

describe('readLocalDeployment()', () => {
  it('takes every parameter, those without a default too', () => {
    const params = { taskMemoryMb: '1024', measureTierReservedConcurrency: '5' };

    const { functions } = readLocalDeployment({ ...PLACE, params });

    expect(functions.find(({ key }) => key === 'resolveFunction')?.memoryMb).toBe(1024);
  });

  it('refuses parameters that the deployment does not have, and lists those that it has', () => {
    const params = { relaseEnabled: 'true', taskMemoryMb: '512', memory: '1' };

    expect(() => readLocalDeployment({ ...PLACE, params })).toThrow(
      /^Cannot deploy the tuner: its parameters must be among allowedRegions, .*releaseEnabled, .*: given were "relaseEnabled", "memory"$/,
    );
  });
});
