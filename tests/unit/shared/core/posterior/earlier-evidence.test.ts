import { describe, expect, it } from '@jest/globals';
import {
  earlierEvidence,
  isOfEarlierRun,
} from '../../../../../shared/core/posterior/earlier-evidence.ts';
import { tierEvidence } from '../../../../../shared/core/posterior/tier-evidence.ts';
import { aTier } from '../../../../support/tuning-worlds.ts';

/** Tiers of the earlier run: three sizes, three samples each. */
const EARLIER = [
  aTier(256, [400, 404, 396]),
  aTier(1024, [100, 101, 99]),
  aTier(3008, [90, 91, 89]),
];

/** Evidence of this run: 256 and 1024 MB. */
function ownEvidence(at256Mb: number, at1024Mb: number) {
  return tierEvidence([aTier(256, [at256Mb, at256Mb]), aTier(1024, [at1024Mb, at1024Mb])]);
}

describe('earlierEvidence()', () => {
  it('is marked as that of an earlier run, and less certain than the same samples of this run', () => {
    const evidence = earlierEvidence(EARLIER, []);

    expect(evidence.map(({ memoryMb }) => memoryMb)).toEqual([256, 1024, 3008]);
    expect(evidence.every(isOfEarlierRun)).toBe(true);
    expect(tierEvidence(EARLIER).some(isOfEarlierRun)).toBe(false);
    expect(evidence.every(({ ownSd }) => ownSd > 0)).toBe(true);
  });

  it.each([
    ['everything takes as long as before', 400, 100],
    ['everything takes twice as long', 800, 200],
    ['everything takes half as long', 200, 50],
    ['the sizes differ within their noise', 420, 97],
  ])('is kept if %s', (_what, at256Mb, at1024Mb) => {
    expect(earlierEvidence(EARLIER, ownEvidence(at256Mb, at1024Mb))).toHaveLength(3);
  });

  it.each([
    ['the function is no longer CPU-bound', 110, 100],
    ['a wait was added at every size', 600, 300],
    ['only one size became slower', 400, 150],
  ])('is dropped if %s', (_what, at256Mb, at1024Mb) => {
    expect(earlierEvidence(EARLIER, ownEvidence(at256Mb, at1024Mb))).toEqual([]);
  });

  it('is kept if the two runs share only one size, which shows nothing about the others', () => {
    expect(earlierEvidence(EARLIER, tierEvidence([aTier(256, [900])]))).toHaveLength(3);
  });

  it('leaves out sizes at which the function did not work', () => {
    const failed = aTier(128, [], {
      outcome: { kind: 'infeasible', reason: 'outOfMemory', message: 'killed' },
    });

    expect(earlierEvidence([failed], [])).toEqual([]);
  });
});
