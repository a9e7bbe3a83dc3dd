import { describe, expect, it } from '@jest/globals';
import { snapStart } from '../../../../../shared/core/advice/snap-start.ts';
import { aColdTier, besideFacts } from '../../../../support/beside-facts.ts';

const STARTS = { tiers: [aColdTier(1024, 900, 1_500)] };
const RESTORES =
  'How long a restore takes is not known before it is measured: turn SnapStart on, and tune again';

describe('snapStart()', () => {
  it('states its cost if it is not free', () => {
    // 2,629,800 s x 1 GB x 0.0000015046 USD, and 1,000 x 1 GB x 0.0001397998 USD.
    expect(snapStart(besideFacts(STARTS, { runtime: 'python3.12' }))).toEqual([
      {
        kind: 'snapStart',
        startMs: 1_500,
        cacheUsdPerMonth: 3.9568,
        restoreUsdPerThousand: 0.1398,
        text: `A start takes 1,500 ms: SnapStart restores a snapshot instead, on published versions, for $3.96 a month for each version that is kept, and $0.140 for a thousand starts. ${RESTORES}`,
      },
    ]);
  });

  it('is free for Java', () => {
    expect(snapStart(besideFacts(STARTS, { runtime: 'java21' }))).toEqual([
      expect.objectContaining({
        cacheUsdPerMonth: 0,
        restoreUsdPerThousand: 0,
        text: `A start takes 1,500 ms: SnapStart restores a snapshot instead, on published versions, without charge. ${RESTORES}`,
      }),
    ]);
  });

  it('states no price if none is known', () => {
    const [advice] = snapStart(besideFacts(STARTS, { runtime: 'dotnet8', region: 'sa-east-1' }));

    expect(advice).not.toHaveProperty('cacheUsdPerMonth');
    expect(advice?.text).toContain('at a price that the tuner does not know for sa-east-1. ');
  });

  it('states what versions cost if it is on', () => {
    const on = { runtime: 'python3.12', hasSnapStart: true };

    expect(snapStart(besideFacts(STARTS, on))).toEqual([
      expect.objectContaining({
        isOn: true,
        text: 'SnapStart costs $3.96 a month for each published version that is kept at 1024 MB: delete versions that are not called',
      }),
    ]);
    expect(snapStart(besideFacts(STARTS, { ...on, runtime: 'java21' }))).toEqual([]);
    expect(snapStart(besideFacts(STARTS, { ...on, region: 'sa-east-1' }))).toEqual([]);
  });

  it.each([
    ['short starts', { tiers: [aColdTier(1024, 900, 900)] }, {}],
    ['no measured start', { tiers: [] }, {}],
    ['a runtime without it', STARTS, { runtime: 'nodejs24.x' }],
    ['an image', STARTS, { packageType: 'Image' as const }],
    ['more ephemeral storage than it supports', STARTS, { ephemeralStorageMb: 1024 }],
    ['a file system, which it does not support', STARTS, { hasFileSystem: true as const }],
  ])('is not advised with %s', (_what, changes, setting) => {
    expect(snapStart(besideFacts(changes, { runtime: 'java21', ...setting }))).toEqual([]);
  });
});
