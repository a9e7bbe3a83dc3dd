import { describe, expect, it } from '@jest/globals';
import { besideMemory } from '../../../../../shared/core/advice/beside-memory.ts';
import { aSample, aTier } from '../../../../support/tuning-worlds.ts';

type Facts = Parameters<typeof besideMemory>[0];

const size = (memoryMb: number, durationMs: number) => ({
  memoryMb,
  durationMs: { median: durationMs, low: durationMs, high: durationMs },
  costUsdPerMillion: { median: 10, low: 9, high: 11 },
  warmSampleCount: 3,
});
const SETTING: Facts['setting'] = {
  region: 'us-east-1',
  architecture: 'arm64',
  packageType: 'Zip',
  runtime: 'nodejs24.x',
  timeoutSeconds: 10,
  ephemeralStorageMb: 512,
  hasSnapStart: false,
};
const FACTS: Facts = {
  setting: SETTING,
  recommended: size(512, 200),
  present: size(1024, 100),
  tiers: [],
  production: { kind: 'noTraffic', dayCount: 14 },
};
const seen = (p99: number, invocationCount = 5_000): Facts['production'] => ({
  kind: 'seen',
  dayCount: 14,
  invocationCount,
  errorCount: 0,
  throttleCount: 0,
  durationMs: { average: 100, p50: 100, p90: 150, p95: 200, p99 },
});
const MILLION = { invocationsPerMonth: 1e6, source: 'request' } as const;

function advised(changes: Partial<Facts>, setting: Partial<Facts['setting']> = {}) {
  return besideMemory({ ...FACTS, ...changes, setting: { ...SETTING, ...setting } });
}

describe('besideMemory()', () => {
  it('has nothing to say of a function that is well set up', () => {
    expect(advised({ production: seen(400), monthlyRate: MILLION })).toEqual([]);
  });

  it('lowers a time-out that is far above the tail at the recommended size', () => {
    // p99 of 1.5 s at the present size is 3 s at twice the duration, and three times that 9 s.
    expect(advised({ production: seen(1_500) }, { timeoutSeconds: 900 })).toEqual([
      {
        kind: 'timeout',
        timeoutSeconds: 9,
        text: 'The time-out of 900 s could be 9 s: p99 would be 3,000 ms, and a request that hangs is billed until its time-out',
      },
    ]);
  });

  it.each<[string, Partial<Facts>, number]>([
    ['below ten times that', { production: seen(1_500) }, 89],
    ['of a function with too few calls to show a tail', { production: seen(10, 150) }, 900],
    ['where the present size does not work', { production: seen(10), present: undefined }, 900],
  ])('leaves a time-out alone %s', (_what, changes, timeoutSeconds) => {
    expect(advised(changes, { timeoutSeconds })).toEqual([]);
  });

  it('says what arm64 would save', () => {
    const [found] = advised({ monthlyRate: MILLION }, { architecture: 'x86_64' });

    expect(found).toMatchObject({ kind: 'arm64', savingUsdPerMonth: 2 });
  });

  it.each<[string, Partial<Facts>, Partial<Facts['setting']>]>([
    ['an image', { monthlyRate: MILLION }, { packageType: 'Image' }],
    ['an old runtime', { monthlyRate: MILLION }, { runtime: 'python3.7' }],
    ['an unknown rate', {}, { runtime: 'nodejs24.x' }],
    ['less than a dollar', { monthlyRate: { ...MILLION, invocationsPerMonth: 4e5 } }, {}],
  ])('says nothing of arm64 with %s', (_what, changes, { runtime, ...setting }) => {
    const x86 = { ...SETTING, architecture: 'x86_64', ...setting } as const;
    const { runtime: _own, ...withoutRuntime } = x86;
    const setup =
      x86.packageType === 'Image' ? withoutRuntime : { ...x86, runtime: runtime ?? 'nodejs24.x' };

    expect(besideMemory({ ...FACTS, ...changes, setting: setup })).toEqual([]);
  });

  it('prices storage beyond the free part', () => {
    const monthlyRate = { ...MILLION, invocationsPerMonth: 1e8 };

    // 9.5 GB x 0.2 s x 1e8 x 3.09e-8 USD.
    expect(advised({ monthlyRate }, { ephemeralStorageMb: 10_240 })).toEqual([
      expect.objectContaining({ kind: 'ephemeralStorage', costUsdPerMonth: 5.871 }),
    ]);
  });

  it.each([
    ['java21', 'on published versions'],
    ['python3.12', 'on published versions, at a price'],
  ])('names SnapStart where a start is long: %s', (runtime, end) => {
    const cold = aSample({ durationMs: 900, initDurationMs: 1_500, isCold: true });
    const tiers = [{ ...aTier(512, [200]), samples: [cold] }];

    expect(advised({ tiers }, { runtime })).toEqual([
      {
        kind: 'snapStart',
        startMs: 2_400,
        text: `A start takes 2,400 ms: SnapStart shortens it, ${end}`,
      },
    ]);
    expect(advised({ tiers }, { runtime, hasSnapStart: true })).toEqual([]);
    expect(advised({ tiers }, { runtime: 'nodejs24.x' })).toEqual([]);
  });
});
