import { describe, expect, it } from '@jest/globals';
import { compareReleases } from '../../../../functions/compare-releases/compare-releases.ts';
import type { Tier } from '../../../../shared/core/measurement/tier.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aBlock } from '../../../support/release-tiers.ts';
import { aRequest, aTarget, RUN } from '../../../support/run-facts.ts';

const OLD = aTarget({ qualifier: '7', codeSha256: 'old' });

async function compare(
  tiers: readonly Tier[],
  written: Readonly<Record<string, unknown>> = {},
  old = OLD,
) {
  const store = memoryStore();
  const metrics: [string, number][] = [];
  const result = await compareReleases(
    { store, measure: (name, value) => metrics.push([name, value]) },
    {
      request: aRequest({ compareWith: '7', ...written }),
      run: RUN,
      target: aTarget(),
      baseline: { target: old },
      reason: 'The answer is clear',
      tiers: { kind: 'inline', value: tiers },
      cleanUp: { deletedCloneCount: 8, leftClones: [] },
    },
  );
  return { result, store, metrics };
}

describe('compareReleases()', () => {
  it('says what is slower, by how much, and what either release does', async () => {
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

  it('holds the new release to its own limit', async () => {
    const { result } = await compare(aBlock(100, 100), { durationMsMax: 80, percentile: 90 });

    expect(result.limit).toMatchObject({ durationMsMax: 80, percentile: 90, isExceeded: true });
    expect((await compare(aBlock(100, 100), { durationMsMax: 120 })).result.limit).toMatchObject({
      isExceeded: false,
    });
    expect((await compare(aBlock(100, 100))).result.limit).toBeUndefined();
  });

  it('bills each release by its own architecture', async () => {
    const arm = aTarget({ qualifier: '7', codeSha256: 'old', architecture: 'arm64' });
    const { result } = await compare(aBlock(200, 200), {}, arm);

    expect(result.verdict.kind).toBe('dearer');
    expect(result.comparison).toMatchObject({
      duration: { answer: 'same' },
      cost: { answer: 'worse' },
    });
  });

  it('takes releases of the same code and configuration for the same', async () => {
    const { result } = await compare([], {}, aTarget({ qualifier: '7' }));

    expect(result).toMatchObject({
      verdict: { kind: 'same', text: 'Both releases have the same code and configuration' },
      invocationCount: 0,
      tuningCostUsd: 0,
    });
    expect(result).not.toHaveProperty('comparison');
  });
});
