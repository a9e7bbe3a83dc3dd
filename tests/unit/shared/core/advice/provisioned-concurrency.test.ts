import { describe, expect, it } from '@jest/globals';
import type { BesideFacts } from '../../../../../shared/core/advice/beside-facts.ts';
import { provisionedConcurrency } from '../../../../../shared/core/advice/provisioned-concurrency.ts';
import {
  aColdTier,
  aShownSize,
  besideFacts,
  seenProduction,
} from '../../../../support/beside-facts.ts';

/** Number of invocations of 100 ms that keep one environment busy for 14 days. */
const BUSY_ONE = (14 * 86_400_000) / 100;

/** Production that keeps this many environments busy on average, with ten at the peak. */
const busy = (busyCount: number) =>
  seenProduction({ invocationCount: busyCount * BUSY_ONE, concurrencyMax: 10 });

/** Starts of 1,500 ms, and twenty environments at the peak. */
const starting = (invocationCount: number): Partial<BesideFacts> => ({
  production: seenProduction({ invocationCount, concurrencyMax: 20 }),
  tiers: [aColdTier(1024, 300, 1_500)],
});

describe('provisionedConcurrency()', () => {
  it('is advised as cheaper if the environments are busy beyond the break-even', () => {
    // 2,629,800 s x 1 GB x (10 x 4.1667 - 8 x (16.6667 - 9.7222)) USD a million GB-seconds.
    expect(provisionedConcurrency(besideFacts({ production: busy(8) }))).toEqual([
      {
        kind: 'provisionedConcurrency',
        reason: 'cheaper',
        environmentCount: 10,
        environmentCountNow: 0,
        extraUsdPerMonth: -36.525,
        busyPercent: 80,
        breakEvenPercent: 60,
        coldPercentMin: expect.closeTo(0, 4),
        text: 'Provisioned concurrency of 10 on an alias would cost $36.5 a month less than on demand: that is enough for the peak of 14 days and busy for 80 % of the time, and from 60 % on it is cheaper',
      },
    ]);
  });

  it.each([
    ['below the break-even', besideFacts({ production: busy(5.9) })],
    // Keeping it ready costs 5.0147, more than the 16.6667 - 11.7011 that it saves.
    [
      'if there is no break-even',
      besideFacts({ production: busy(10) }, { region: 'eu-central-1' }),
    ],
    ['if it saves less than a dollar', besideFacts({ production: busy(6.01) })],
  ])('is not advised as cheaper %s', (_what, facts) => {
    expect(provisionedConcurrency(facts)).toEqual([]);
  });

  it('states the cost of removing long starts, and the least share of invocations that wait', () => {
    // 20 of 1,400 invocations started the environments of the peak; 2,629,800 s x 20 x 4.1667 USD a
    // million.
    expect(provisionedConcurrency(besideFacts(starting(1_400)))).toMatchObject([
      {
        reason: 'starts',
        environmentCount: 20,
        extraUsdPerMonth: 219.15,
        startMs: 1_500,
        coldPercentMin: 1.4286,
        text: 'A start takes 1,500 ms, and at least 1.4 % of the invocations wait for one: provisioned concurrency of 20 on an alias, enough for the peak of 14 days, would remove it for $219 a month more',
      },
    ]);
  });

  it('does not guess how many invocations wait for a start', () => {
    expect(provisionedConcurrency(besideFacts(starting(1_000_000)))[0]?.text).toMatch(
      /^A start takes 1,500 ms, and how many invocations wait for one is not known \("autotune scan --logs" shows it\): /,
    );
  });

  it('says that its figures assume none is configured if the setting could not be read', () => {
    const facts = besideFacts(starting(1_400));
    const { provisionedCount: _unread, ...setting } = facts.setting;

    const [advice] = provisionedConcurrency({ ...facts, setting });

    expect(advice).not.toHaveProperty('environmentCountNow');
    expect(advice?.text).toMatch(/for \$219 a month more, if none is configured yet$/);
  });

  it.each<[string, Partial<BesideFacts>, Partial<BesideFacts['setting']>]>([
    ['short starts', { tiers: [aColdTier(1024, 300, 900)] }, {}],
    ['starts that were not measured', { tiers: [] }, {}],
    ['SnapStart as the better remedy', {}, { runtime: 'python3.13' }],
    ['SnapStart on, which excludes it', {}, { runtime: 'java21', hasSnapStart: true }],
    ['a price that is not known', {}, { architecture: 'arm64', region: 'eu-west-1' }],
    ['an assumed on-demand price', {}, { region: 'ap-southeast-5' }],
    ['a present size that does not work', { present: undefined }, {}],
    ['no traffic', { production: { kind: 'noTraffic', dayCount: 14 } }, {}],
    ['an unknown peak', { production: seenProduction() }, {}],
    [
      'hardly any traffic',
      { production: seenProduction({ invocationCount: 199, concurrencyMax: 20 }) },
      {},
    ],
  ])('is not advised against long starts with %s', (_what, changes, setting) => {
    const facts = besideFacts({ ...starting(1_400), ...changes }, setting);

    expect(provisionedConcurrency(facts)).toEqual([]);
  });

  it('needs more environments for a slower size, and as many for a faster one', () => {
    const count = (durationMs: number) =>
      provisionedConcurrency(
        besideFacts({
          ...starting(1_400),
          recommended: aShownSize(512, durationMs),
          tiers: [aColdTier(512, 300, 1_500)],
        }),
      )[0]?.environmentCount;

    expect([count(200), count(100), count(50)]).toEqual([40, 20, 20]);
  });

  it('finds provisioned environments that were never used', () => {
    const facts = besideFacts({ production: busy(2) }, { provisionedCount: 50 });

    // 2,629,800 s x 40 x 4.1667 USD a million.
    expect(provisionedConcurrency(facts)).toMatchObject([
      {
        reason: 'unused',
        environmentCount: 10,
        environmentCountNow: 50,
        extraUsdPerMonth: -438.3,
        text: 'Of its provisioned concurrency of 50, 10 would have been enough for the peak of 14 days: the rest costs $438 a month',
      },
    ]);
  });

  it('gives no advice if as much as needed is configured', () => {
    const facts = { ...starting(1_400), production: busy(8) };

    expect(provisionedConcurrency(besideFacts(facts, { provisionedCount: 10 }))).toEqual([]);
  });
});
