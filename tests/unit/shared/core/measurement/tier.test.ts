import { describe, expect, it } from '@jest/globals';
import {
  ofOtherArchitecture,
  ofOwnArchitecture,
  tierName,
} from '../../../../../shared/core/measurement/tier.ts';
import { POWER_VALUE_MB_MAX, powerValue } from '../../../../../shared/core/power-value.ts';
import { aTier } from '../../../../support/tuning-worlds.ts';

/** Length of the longest memory size, which is the room in the name of a clone. */
const NAME_LENGTH_MAX = 5;

describe('tierName()', () => {
  it('is the size, and different for the same size on the other architecture', () => {
    const size = { powerValue: powerValue(1024) };

    expect(tierName(size)).toBe('1024');
    expect(tierName({ ...size, architecture: 'arm64' })).toBe('asg');
    expect(tierName({ ...size, architecture: 'x86_64' })).toBe('xsg');
  });

  it('has at most five characters for the largest size', () => {
    const largest = { powerValue: powerValue(POWER_VALUE_MB_MAX) };

    expect(tierName(largest).length).toBe(NAME_LENGTH_MAX);
    expect(tierName({ ...largest, architecture: 'arm64' }).length).toBeLessThan(NAME_LENGTH_MAX);
  });
});

describe('ofOwnArchitecture() and ofOtherArchitecture()', () => {
  it('separate the tiers of a run', () => {
    const own = aTier(512, [1]);
    const other = { ...aTier(512, [2]), architecture: 'arm64' } as const;

    expect(ofOwnArchitecture([own, other])).toEqual([own]);
    expect(ofOtherArchitecture([own, other], 'arm64')).toEqual([other]);
    expect(ofOtherArchitecture([own, other], 'x86_64')).toEqual([]);
  });
});
