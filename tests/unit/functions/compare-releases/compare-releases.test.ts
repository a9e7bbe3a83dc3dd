import { describe, expect, it } from '@jest/globals';
import { compareReleases } from '../../../../functions/compare-releases/compare-releases.ts';
import { findKeptRelease } from '../../../../functions/resolve-function/kept-release.ts';
import type { Baseline } from '../../../../shared/contract/baseline.ts';
import type { Tier } from '../../../../shared/core/measurement/tier.ts';
import { EVENT, KEPT_AT_MS, keepReport } from '../../../support/kept-reports.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aBlock } from '../../../support/release-tiers.ts';
import { aRequest, aTarget, RUN } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const NOW_MS = RUN.startedAtMs + 60_000;
const OLD = aTarget({ qualifier: '7', codeSha256: 'old' });

async function compare(
  tiers: readonly Tier[],
  written: Readonly<Record<string, unknown>> = {},
  baseline: Baseline = { target: OLD },
) {
  const store = memoryStore();
  const metrics: [string, number][] = [];
  const warnings: string[] = [];
  const result = await compareReleases(
    {
      clock: new VirtualClock(NOW_MS),
      store,
      latestRun: { store, warn: (message) => warnings.push(message) },
      measure: (name, value) => metrics.push([name, value]),
    },
    {
      request: { ...aRequest({ compareWith: '7', ...written }), payloadDigest: 'event' },
      run: RUN,
      target: aTarget(),
      baseline,
      reason: 'The answer is clear',
      tiers: { kind: 'inline', value: tiers },
      cleanUp: { deletedCloneCount: 8, leftClones: [] },
    },
  );
  return { result, store, metrics, warnings };
}

describe('compareReleases()', () => {
  it('reports which release is slower, by how much, and the figures of both', async () => {
    const { result, store, metrics } = await compare(aBlock(100, 130));

    expect(result).toMatchObject({
      powerValue: 512,
      verdict: {
        kind: 'slower',
        text: expect.stringMatching(
          /^The new release is slower at 512 MB: duration \+30 % \(\+\d+ to \+\d+ %\), cost \+\d+ % \(/,
        ),
      },
      differencePercent: 10,
      releases: {
        old: { qualifier: '7', codeSha256: 'old', cloneCount: 4, warmSampleCount: 24 },
        new: {
          qualifier: '$LATEST',
          codeSha256: 'code',
          figures: { startDurationMsMedian: 200, maxMemoryUsedMb: 90 },
        },
      },
      invocationCount: 56,
      report: { json: `memory://runs/target/${RUN.runId}.json` },
    });
    expect(JSON.parse(store.texts.get(`runs/target/${RUN.runId}.json`) ?? '')).toMatchObject({
      status: 'succeeded',
      verdict: { kind: 'slower' },
      samples: expect.arrayContaining([expect.objectContaining({ powerValue: 512 })]),
    });
    expect(metrics).toContainEqual(['TuningInvocations', 56]);
  });

  it('checks the new release against its own limit', async () => {
    const { result } = await compare(aBlock(100, 100), { durationMsMax: 80, percentile: 90 });

    expect(result.limit).toMatchObject({ durationMsMax: 80, percentile: 90, isExceeded: true });
    expect((await compare(aBlock(100, 100), { durationMsMax: 120 })).result.limit).toMatchObject({
      isExceeded: false,
    });
    expect((await compare(aBlock(100, 100))).result.limit).toBeUndefined();
  });

  it('bills each release at the price of its architecture', async () => {
    const arm = aTarget({ qualifier: '7', codeSha256: 'old', architecture: 'arm64' });
    const { result } = await compare(aBlock(200, 200), {}, { target: arm });

    expect(result.verdict.kind).toBe('dearer');
    expect(result.comparison).toMatchObject({
      duration: { answer: 'same' },
      cost: { answer: 'worse' },
    });
  });

  it('reports releases with the same code and configuration as the same', async () => {
    const { result } = await compare([], {}, { target: aTarget({ qualifier: '7' }) });

    expect(result).toMatchObject({
      verdict: { kind: 'same', text: 'Both releases have the same code and configuration' },
      invocationCount: 0,
      tuningCostUsd: 0,
    });
    expect(result).not.toHaveProperty('comparison');
  });

  it('stores the measurements of both releases for later comparisons', async () => {
    const { store } = await compare(aBlock(100, 130));

    const index = JSON.parse(store.texts.get('runs/target/latest-us-east-1.json') ?? '');
    expect(index).toMatchObject({
      functionArn: aTarget().functionArn,
      measurements: [
        { side: 'old', codeSha256: 'old', qualifier: '7', powerValues: [512] },
        { side: 'new', codeSha256: 'code', payloadDigest: 'event', measuredAtMs: NOW_MS },
      ],
    });
    expect(index).not.toHaveProperty('latest');
  });

  it('stores no measurements if nothing was measured', async () => {
    const { store } = await compare([], {}, { target: aTarget({ qualifier: '7' }) });

    expect(JSON.parse(store.texts.get(`runs/target/${RUN.runId}.json`) ?? '')).toMatchObject({
      measuredReleases: [],
    });
  });

  describe('with a kept result', () => {
    /** The old release from an earlier run, in which it took 100 ms. */
    async function keptBaseline(): Promise<Baseline> {
      const kept = memoryStore();
      await keepReport(kept);
      const found = await findKeptRelease(
        { store: kept },
        { target: aTarget(), request: EVENT },
        () => true,
      );
      if (typeof found === 'string') throw new Error(found);
      return { kept: found };
    }
    const newClones = (durationMs: number) =>
      aBlock(durationMs, durationMs).filter(({ release }) => release?.side === 'new');

    it('says that both were not measured side by side', async () => {
      const { result } = await compare(newClones(200), {}, await keptBaseline());

      expect(result).toMatchObject({
        verdict: {
          kind: 'slower',
          text: expect.stringMatching(
            /^The new release is slower at 512 MB: .*, compared with what was measured on 2026-11-20, not side by side$/,
          ),
        },
        differencePercent: 50,
        kept: { measuredAtMs: KEPT_AT_MS, report: `memory://runs/target/${'0'.repeat(12)}.json` },
        releases: { old: { codeSha256: 'old', warmSampleCount: 4, cloneCount: 1 } },
        invocationCount: 28,
      });
    });

    it('does not report possible differences between days as slower', async () => {
      const { result } = await compare(newClones(125), {}, await keptBaseline());

      expect(result.verdict.kind).toBe('undecided');
      expect((await compare(newClones(101), {}, await keptBaseline())).result.verdict.kind).toBe(
        'same',
      );
    });
  });
});
