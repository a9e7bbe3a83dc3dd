import { describe, expect, it } from '@jest/globals';
import { readLocalDeployment } from '../../../../local/deployment/local-deployment.ts';

const PLACE = { accountId: '123456789012', region: 'us-east-1' };

describe('readLocalDeployment()', () => {
  it('accepts every parameter, also those without a default', () => {
    const params = { taskMemoryMb: '1024', measureTierReservedConcurrency: '5' };

    const { functions } = readLocalDeployment({ ...PLACE, params });

    expect(functions.find(({ key }) => key === 'resolveFunction')?.memoryMb).toBe(1024);
  });

  it('refuses unknown parameters, and lists the known ones', () => {
    const params = { relaseEnabled: 'true', taskMemoryMb: '512', memory: '1' };

    expect(() => readLocalDeployment({ ...PLACE, params })).toThrow(
      /^Cannot deploy the tuner: its parameters must be among allowedRegions, .*releaseEnabled, .*: given were "relaseEnabled", "memory"$/,
    );
  });
});
