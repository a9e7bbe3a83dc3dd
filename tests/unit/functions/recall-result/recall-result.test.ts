import { beforeEach, describe, expect, it } from '@jest/globals';
import { recallResult } from '../../../../functions/recall-result/recall-result.ts';
import { durableText } from '../../../../shared/contract/durable.ts';
import type { RecallResultInput } from '../../../../shared/contract/recall-result.ts';
import { DAY_MS } from '../../../../shared/core/duration-units.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { ContractError } from '../../../../shared/errors.ts';
import { Cache } from '../../../../shared/resilience/cache/cache.ts';
import { storeTier } from '../../../../shared/resilience/cache/store-tier.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aRequest, aTarget } from '../../../support/run-facts.ts';
import { aTier } from '../../../support/tuning-worlds.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const START_MS = 1_000_000;
const KNOWN = { tiers: [aTier(512, [50, 51])], measuredAtMs: START_MS };

let clock: VirtualClock;
let store: ReturnType<typeof memoryStore>;
let cache: Cache;
let counted: string[];

beforeEach(() => {
  clock = new VirtualClock(START_MS);
  store = memoryStore();
  counted = [];
  cache = new Cache({ clock, tiers: [storeTier(store)], onSkipped: () => undefined });
});

const CAPS = { usdMax: 10, invocationsMax: 10_000 };

function recall(changes: Partial<RecallResultInput> = {}, caps = CAPS) {
  return recallResult(
    {
      clock,
      store,
      cache,
      caps,
      latestRun: { store, warn: () => undefined },
      measure: (metricName) => counted.push(metricName),
    },
    {
      request: aRequest(),
      target: aTarget(),
      production: { kind: 'noTraffic', dayCount: 14 },
      payload: { kind: 'inline', value: ['{}'] },
      ...changes,
    },
  );
}

async function fingerprintOf(changes: Partial<RecallResultInput>): Promise<string> {
  return (await recall(changes)).fingerprint;
}

/** Stores an answer to the present question. */
async function keepAnswer(known: unknown = KNOWN) {
  const { fingerprint } = await recall();
  await cache.write(`results/${fingerprint}.json`, known, 90 * DAY_MS);
}

describe('recallResult()', () => {
  it('does not know a new question', async () => {
    expect(await recall()).toMatchObject({
      isKnown: false,
      tiers: { kind: 'inline', value: [] },
      measuredAtMs: 0,
    });
  });

  it('recalls the measurements of an earlier run', async () => {
    await keepAnswer();

    expect(await recall()).toMatchObject({
      isKnown: true,
      tiers: { kind: 'inline', value: KNOWN.tiers },
      measuredAtMs: START_MS,
    });
  });

  it('recalls which size was rolled back', async () => {
    await keepAnswer({ ...KNOWN, rolledBackPowerValue: powerValue(1024) });

    expect(await recall()).toMatchObject({ isKnown: true, rolledBackPowerValue: 1024 });
  });

  it.each([
    ['the request is for fresh measurements', aRequest({ fresh: true })],
    ['it is older than the request accepts', aRequest({ maxAgeDays: 1 })],
  ])('ignores an answer if %s', async (_what, request) => {
    await keepAnswer();
    await clock.runUntil(clock.sleepMs(2 * DAY_MS));

    expect(await recall({ request })).toMatchObject({ isKnown: false });
    expect(await recall()).toMatchObject({ isKnown: true });
  });

  it('counts the age of an answer from its measurements, not from when it was written', async () => {
    await clock.runUntil(clock.sleepMs(2 * DAY_MS));
    await keepAnswer();

    expect(await recall({ request: aRequest({ maxAgeDays: 1 }) })).toMatchObject({
      isKnown: false,
    });
    expect(await recall()).toMatchObject({ isKnown: true });
  });

  it.each([
    ['USD', { ...CAPS, usdMax: 20 }],
    ['invocations', { ...CAPS, invocationsMax: 20_000 }],
  ])('is another question if the deployment allows more %s', async (_what, caps) => {
    const { fingerprint } = await recall({}, caps);

    expect(fingerprint).not.toBe(await fingerprintOf({}));
  });

  it('ignores an answer that it cannot read', async () => {
    await keepAnswer({ tiers: 'all' });

    expect(await recall()).toMatchObject({ isKnown: false });
  });

  describe('as production changes', () => {
    const inProduction = (p50: number, invocationCount = 5_000): Partial<RecallResultInput> => ({
      production: {
        kind: 'seen',
        dayCount: 14,
        invocationCount,
        errorCount: 0,
        throttleCount: 0,
        durationMs: { average: p50, p50, p90: 2 * p50, p95: 3 * p50, p99: 4 * p50 },
      },
    });
    const lookAfterDays = async (days: number, changes: Partial<RecallResultInput>) => {
      await clock.runUntil(clock.sleepMs(days * DAY_MS));
      return await recall({ request: aRequest({ maxAgeDays: 90 }), ...changes });
    };

    beforeEach(async () => {
      await keepAnswer();
      await lookAfterDays(0, inProduction(100));
    });

    it.each([
      ['takes a quarter longer', 126],
      ['takes less', 79],
    ])('measures again if it %s', async (_what, p50) => {
      await lookAfterDays(14, inProduction(100));

      expect(await lookAfterDays(1, inProduction(p50))).toMatchObject({
        isKnown: false,
        drift: { production: { durationMsBefore: 100, durationMsNow: p50 } },
      });
      expect(counted).toEqual(['ProductionMoves']);
    });

    it.each<[string, Partial<RecallResultInput>]>([
      ['takes about as long', inProduction(120)],
      ['is not called any more', {}],
      ['is called too seldom to tell', inProduction(400, 150)],
      [
        'has another size now',
        { ...inProduction(50), target: aTarget({ memoryMb: powerValue(1024) }) },
      ],
    ])('keeps the answer if it %s', async (_what, changes) => {
      await lookAfterDays(14, inProduction(100));

      expect(await lookAfterDays(1, changes)).toMatchObject({ isKnown: true, drift: {} });
    });

    it('does not compare with days of earlier code or another size', async () => {
      await lookAfterDays(13, inProduction(100));
      expect(await lookAfterDays(14, inProduction(200))).toMatchObject({
        isKnown: true,
        drift: {},
      });

      const smaller = aTarget({ memoryMb: powerValue(256) });
      await lookAfterDays(1, { ...inProduction(200), target: smaller });
      await lookAfterDays(13, { ...inProduction(300), target: smaller });
      expect(await lookAfterDays(1, { ...inProduction(400), target: smaller })).toMatchObject({
        isKnown: true,
        drift: {},
      });
    });

    it('compares with the first durations seen, however slowly they change', async () => {
      await lookAfterDays(14, inProduction(100));
      await lookAfterDays(7, inProduction(115));

      expect(await lookAfterDays(7, inProduction(130))).toMatchObject({ isKnown: false });
    });

    it('still knows which size was rolled back', async () => {
      await keepAnswer({ ...KNOWN, rolledBackPowerValue: powerValue(1024) });
      await lookAfterDays(0, inProduction(100));
      await lookAfterDays(14, inProduction(100));

      expect(await lookAfterDays(1, inProduction(200))).toMatchObject({
        isKnown: false,
        rolledBackPowerValue: 1024,
      });
    });
  });

  describe('after a size was applied', () => {
    const applied = (changes: object = {}) =>
      store.write(
        'runs/target/latest-us-east-1.json',
        durableText({
          functionArn: aTarget().functionArn,
          runId: 'ba9876543210',
          publishedAtMs: START_MS,
          strategy: 'value',
          powerValue: 512,
          verdict: { kind: 'change', text: 'Change from 1024 to 512 MB.' },
          codeSha256: 'code',
          configurationDigest: 'configuration',
          sizes: [],
          applied: { powerValue: 512, appliedAtMs: START_MS, ...changes },
        }),
      );
    const changed = { target: aTarget({ memoryMb: powerValue(1024) }) };

    it('notices that the function has another size', async () => {
      await applied();

      expect(await recall(changed)).toMatchObject({
        drift: { memory: { appliedMb: 512, appliedAtMs: START_MS } },
      });
      expect(counted).toEqual(['RevertedSizes']);
    });

    it.each<[string, object, Partial<RecallResultInput>]>([
      ['the function still has it', {}, {}],
      ['it was applied to another version', { qualifier: 'live' }, changed],
    ])('notices nothing if %s', async (_what, changes, input) => {
      await applied(changes);

      expect(await recall(input)).toMatchObject({ drift: {} });
      expect(counted).toEqual([]);
    });
  });

  describe('with an earlier run of the same function', () => {
    beforeEach(async () => {
      const { functionFingerprint } = await recall();
      await cache.write(`results/${functionFingerprint}.json`, KNOWN, 90 * DAY_MS);
    });

    const EVIDENCE = { tiers: { kind: 'inline', value: KNOWN.tiers }, measuredAtMs: START_MS };
    const NONE = { tiers: { kind: 'inline', value: [] }, measuredAtMs: 0 };

    it.each<[string, Partial<RecallResultInput>]>([
      ['released code', { target: aTarget({ codeSha256: 'other' }) }],
      ['another configuration', { target: aTarget({ configurationDigest: 'other' }) }],
      ['another question', { request: aRequest({ strategy: 'speed' }) }],
    ])('recalls it as evidence for %s', async (_what, changes) => {
      expect(await recall(changes)).toMatchObject({ isKnown: false, earlierRun: EVIDENCE });
    });

    it.each<[string, Partial<RecallResultInput>]>([
      ['another function', { target: aTarget({ functionArn: `${aTarget().functionArn}2` }) }],
      ['another qualifier', { target: aTarget({ qualifier: 'live' }) }],
      ['another architecture', { target: aTarget({ architecture: 'arm64' }) }],
      ['another event', { payload: { kind: 'inline', value: ['null'] } }],
      ['events of a pre-processor', { request: aRequest({ preProcessor: 'prepare' }) }],
      ['fresh measurements', { request: aRequest({ fresh: true }) }],
    ])('recalls nothing for %s', async (_what, changes) => {
      expect(await recall(changes)).toMatchObject({ earlierRun: NONE });
    });

    it('needs no evidence for a question that was answered without', async () => {
      await keepAnswer();

      expect(await recall()).toMatchObject({ isKnown: true, earlierRun: NONE });
    });

    it('recalls the evidence that the answer used, not later measurements', async () => {
      const before = { tiers: [aTier(256, [90, 91])], measuredAtMs: START_MS - 1 };
      await keepAnswer({ ...KNOWN, earlierRun: before });

      expect(await recall()).toMatchObject({
        isKnown: true,
        earlierRun: {
          tiers: { kind: 'inline', value: before.tiers },
          measuredAtMs: before.measuredAtMs,
        },
      });
    });
  });

  it.each<[string, Partial<RecallResultInput>]>([
    ['code', { target: aTarget({ codeSha256: 'other' }) }],
    ['configuration', { target: aTarget({ configurationDigest: 'other' }) }],
    ['qualifier', { target: aTarget({ qualifier: 'live' }) }],
    ['event', { payload: { kind: 'inline', value: ['null'] } }],
    ['strategy', { request: aRequest({ strategy: 'speed' }) }],
    ['sizes', { request: aRequest({ powerValues: [128, 256] }) }],
    ['headroom', { request: aRequest({ memoryHeadroomPercent: 20 }) }],
    ['number of samples', { request: aRequest({ sampleCount: 5 }) }],
  ])('is another question with another %s', async (_what, changes) => {
    expect(await fingerprintOf(changes)).not.toBe(await fingerprintOf({}));
  });

  it.each<[string, Partial<RecallResultInput>]>([
    ['apply', { request: aRequest({ apply: true, watchMinutes: 10 }) }],
    ['concurrencyMax', { request: aRequest({ concurrencyMax: 5 }) }],
    ['balancedWeight of another strategy', { request: aRequest({ balancedWeight: 0.9 }) }],
    ['the current size', { target: aTarget({ memoryMb: powerValue(3008) }) }],
  ])('is the same question with any %s', async (_what, changes) => {
    expect(await fingerprintOf(changes)).toBe(await fingerprintOf({}));
  });

  it('is another question, without evidence, if cold starts are measured', async () => {
    const warm = await recall({ request: aRequest({ sampleCount: 5 }) });
    const cold = await recall({ request: aRequest({ sampleCount: 5, coldStarts: true }) });

    expect(cold.fingerprint).not.toBe(warm.fingerprint);
    expect(cold.functionFingerprint).not.toBe(warm.functionFingerprint);
  });

  it('is another question with another percentile of a limit', async () => {
    const limit = { durationMsMax: 100 };

    expect(await fingerprintOf({ request: aRequest({ ...limit, percentile: 99 }) })).not.toBe(
      await fingerprintOf({ request: aRequest(limit) }),
    );
  });

  it('depends on the current size if the default sizes include it', async () => {
    const request = aRequest({ sampleCount: 5 });
    const target = aTarget({ memoryMb: powerValue(3008) });

    expect(await fingerprintOf({ request, target })).not.toBe(await fingerprintOf({ request }));
  });

  it('fails if the payload is gone', async () => {
    const payload = { kind: 'stored', key: 'payloads/gone.json' } as const;

    await expect(recall({ payload })).rejects.toThrow(ContractError);
  });
});
