import { describe, expect, it } from '@jest/globals';
import type { BesideFacts } from '../../../../../shared/core/advice/beside-facts.ts';
import { besideMemory } from '../../../../../shared/core/advice/beside-memory.ts';
import {
  aColdTier,
  aShownSize,
  besideFacts,
  seenProduction,
} from '../../../../support/beside-facts.ts';

const MILLION = { invocationsPerMonth: 1e6, source: 'request' } as const;

/** Half the memory at twice the duration, on arm64. */
function advised(changes: Partial<BesideFacts>, setting: Partial<BesideFacts['setting']> = {}) {
  const sizes = { recommended: aShownSize(512, 200), present: aShownSize(1024, 100) };
  return besideMemory(besideFacts({ ...sizes, ...changes }, { architecture: 'arm64', ...setting }));
}

const seen = (p99: number, invocationCount = 5_000) =>
  seenProduction({
    invocationCount,
    durationMs: { average: 100, p50: 100, p90: 150, p95: 200, p99 },
  });

describe('besideMemory()', () => {
  it('gives no advice for a well configured function', () => {
    expect(advised({ production: seen(400), monthlyRate: MILLION })).toEqual([]);
  });

  it('advises a lower timeout if the present one is far above the tail at the recommended size', () => {
    // A p99 of 1.5 s at the present size becomes 3 s at twice the duration; three times that is 9 s.
    expect(advised({ production: seen(1_500) }, { timeoutSeconds: 900 })).toEqual([
      {
        kind: 'timeout',
        timeoutSeconds: 9,
        text: 'The timeout of 900 s could be 9 s: p99 would be 3,000 ms, and a request that hangs is billed until its timeout',
      },
    ]);
  });

  it.each<[string, Partial<BesideFacts>, number]>([
    ['below ten times the proposed one', { production: seen(1_500) }, 89],
    ['of a function with too few calls to show a tail', { production: seen(10, 150) }, 900],
    ['if the present size does not work', { production: seen(10), present: undefined }, 900],
  ])('does not advise another timeout %s', (_what, changes, timeoutSeconds) => {
    expect(advised(changes, { timeoutSeconds })).toEqual([]);
  });

  it('states what arm64 would save', () => {
    const [found] = advised({ monthlyRate: MILLION }, { architecture: 'x86_64' });

    expect(found).toMatchObject({ kind: 'arm64', savingUsdPerMonth: 2 });
  });

  it.each<[string, Partial<BesideFacts>, Partial<BesideFacts['setting']>]>([
    ['an image', { monthlyRate: MILLION }, { packageType: 'Image' }],
    ['an old runtime', { monthlyRate: MILLION }, { runtime: 'python3.7' }],
    ['an unknown rate', {}, { runtime: 'nodejs24.x' }],
    ['less than a dollar', { monthlyRate: { ...MILLION, invocationsPerMonth: 4e5 } }, {}],
  ])('does not mention arm64 with %s', (_what, changes, setting) => {
    const { setting: x86, ...facts } = besideFacts(changes, setting);
    const { runtime: _own, ...image } = x86;

    expect(besideMemory({ ...facts, setting: x86.packageType === 'Image' ? image : x86 })).toEqual(
      [],
    );
  });

  it('prices storage beyond the free part', () => {
    const monthlyRate = { ...MILLION, invocationsPerMonth: 1e8 };

    // 9.5 GB x 0.2 s x 1e8 x 3.09e-8 USD.
    expect(advised({ monthlyRate }, { ephemeralStorageMb: 10_240 })).toEqual([
      expect.objectContaining({ kind: 'ephemeralStorage', costUsdPerMonth: 5.871 }),
    ]);
  });

  it('advises only one remedy against long starts', () => {
    const starts = {
      tiers: [aColdTier(512, 900, 1_500)],
      production: seenProduction({ concurrencyMax: 60 }),
    };
    const kinds = (runtime: string) => advised(starts, { runtime }).map(({ kind }) => kind);

    expect(kinds('java21')).toEqual(['snapStart']);
    expect(kinds('nodejs24.x')).toEqual(['provisionedConcurrency']);
  });
});
