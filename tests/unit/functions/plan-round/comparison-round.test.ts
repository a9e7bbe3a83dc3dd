import { describe, expect, it } from '@jest/globals';
import { planRound } from '../../../../functions/plan-round/plan-round.ts';
import type { Baseline } from '../../../../shared/contract/baseline.ts';
import { releaseFacts } from '../../../../shared/contract/kept-release.ts';
import type { Tier, TierOutcome } from '../../../../shared/core/measurement/tier.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aBlock, aReleaseClone } from '../../../support/release-tiers.ts';
import { aRequest, aTarget, NO_EARLIER_RUN, RUN } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

interface Circumstances {
  readonly written?: Readonly<Record<string, unknown>>;
  readonly oldCode?: string;
  readonly concurrencyMax?: number;
  readonly usdMax?: number;
  readonly baseline?: Baseline;
}

function plan(
  latest: readonly Tier[],
  {
    written,
    oldCode = 'old',
    concurrencyMax = 20,
    usdMax = 10,
    baseline = { target: aTarget({ qualifier: '7', codeSha256: oldCode }) },
  }: Circumstances = {},
) {
  return planRound(
    {
      store: memoryStore(),
      caps: { usdMax, invocationsMax: 10_000 },
      clock: new VirtualClock(1_000),
      takeTurns: async ({ count }) => Array.from({ length: count }, (_, turn) => 1_000 * turn),
    },
    {
      request: aRequest({ compareWith: '7', ...written }),
      run: RUN,
      target: aTarget(),
      baseline,
      production: { kind: 'noTraffic', dayCount: 14 },
      concurrencyMax,
      earlierRun: NO_EARLIER_RUN,
      plan: {
        round: latest.length > 0 ? 1 : 0,
        isComplete: false,
        isOutdated: false,
        reason: '',
        measurements: [],
        tiers: { kind: 'inline', value: [] },
      },
      round: latest.map((tier) => ({ round: 1, tier: { kind: 'inline', value: tier } })),
    },
  );
}

/** A block in which some clones of the new release ended with an outcome. */
function blockWith(outcome: TierOutcome, count = 4): readonly Tier[] {
  return aBlock(100, 100).map((tier) =>
    tier.release?.side === 'new' && tier.release.index < count
      ? { ...tier, samples: [], outcome }
      : tier,
  );
}

describe('a round that compares releases', () => {
  it('measures equally many clones of both at the present size, with one environment each', async () => {
    const { measurements, isComplete } = await plan([]);

    expect(isComplete).toBe(false);
    expect(measurements).toHaveLength(8);
    expect(measurements.map(({ release }) => release?.side)).toEqual([
      'old',
      'new',
      'new',
      'old',
      'old',
      'new',
      'new',
      'old',
    ]);
    for (const measurement of measurements) {
      expect(measurement).toMatchObject({ powerValue: 512, laneCount: 1, warmSampleCount: 6 });
    }
  });

  it('measures each of many payload classes often enough for its clone to count', async () => {
    const payloads = Array.from({ length: 10 }, (_, payload) => ({ payload, weight: 1 }));
    const { measurements } = await plan([], { written: { payloads } });

    expect(measurements.map(({ warmSampleCount }) => warmSampleCount)).toEqual(
      measurements.map(() => 2),
    );
  });

  it('limits the clones of the first block to the request’s budget', async () => {
    const { measurements } = await plan([], { written: { tuningUsdMax: 0.0008 } });

    // 512 MB for 12 s at $0.0000166667 per GB-second are $0.0001.
    expect(measurements.map(({ billedMsMax = 0 }) => Math.round(billedMsMax / 1000))).toEqual(
      measurements.map(() => 12),
    );
  });

  it('measures another block of new clones while the answer is open', async () => {
    const { measurements } = await plan(aBlock(100, 104.5, 4));

    expect(measurements.map(({ release }) => release?.block)).toEqual(Array(8).fill(2));
  });

  it('is done once the answer is clear', async () => {
    const { isComplete, reason, tiers } = await plan(aBlock(100, 150));

    expect({ isComplete, reason }).toEqual({ isComplete: true, reason: 'The answer is clear' });
    expect(tiers).toMatchObject({ value: expect.arrayContaining([expect.anything()]) });
  });

  it('measures identical releases only if there is a duration limit', async () => {
    expect((await plan([], { oldCode: 'code' })).isComplete).toBe(true);
    const limited = { oldCode: 'code', written: { durationMsMax: 50 } };
    expect((await plan([], limited)).measurements).toHaveLength(8);
    expect((await plan(aBlock(100, 100), limited)).isComplete).toBe(true);
  });

  it.each([
    ['invocations', { written: { invocationsMax: 100 } }],
    ['money of the request', { written: { tuningUsdMax: 0.00007 } }],
    ['money of the deployment', { usdMax: 0.00007 }],
  ])('starts no block that would exceed its %s', async (_what, circumstances) => {
    const open = aBlock(100, 104.5, 4);

    expect((await plan([], circumstances)).isComplete).toBe(false);
    expect(await plan(open, circumstances)).toMatchObject({
      isComplete: true,
      reason: expect.stringMatching(
        /^The next block takes about \d+ invocations, more than is left/,
      ),
    });
  });

  it.each([
    [
      { kind: 'infeasible', reason: 'outOfMemory', message: 'used 512 MB' },
      'it runs out of memory',
    ],
    [{ kind: 'infeasible', reason: 'timeout', message: 'after 10 s' }, 'it times out'],
    [{ kind: 'failed', errorName: 'TypeError', message: 'no field' }, 'TypeError: no field'],
  ] as const)('ends if a clone of the new release fails by itself: %j', async (outcome, text) => {
    await expect(plan(blockWith(outcome, 1))).rejects.toThrow(
      `the new release ($LATEST) of "target" does not work at 512 MB: ${text}`,
    );
  });

  it('ends if all clones of a release fail to be made, but not if only one does', async () => {
    const lost = {
      kind: 'failed',
      errorName: 'CallRejectedError',
      message: 'no such role',
      category: 'permanent',
    } as const;

    expect((await plan(blockWith(lost, 1))).round).toBe(2);
    await expect(plan(blockWith(lost))).rejects.toThrow(
      'no clone of the new release ($LATEST) of "target" could be measured: CallRejectedError',
    );
  });

  it('ends if a release was changed while it was being measured', async () => {
    const changed = {
      kind: 'failed',
      errorName: 'RevisionConflictError',
      message: 'was changed',
      category: 'conflict',
    } as const;

    await expect(plan(blockWith(changed, 1))).rejects.toThrow(
      /the new release .* was changed while it was being measured: start again/,
    );
  });

  it('also ends so if both are the same and only a limit was asked for', async () => {
    const outcome = { kind: 'infeasible', reason: 'timeout', message: 'after 10 s' } as const;
    const limited = { oldCode: 'code', written: { durationMsMax: 50 } };

    await expect(plan(blockWith(outcome, 1), limited)).rejects.toThrow('it times out');
  });

  it('names the old release if that one fails', async () => {
    const broken = aReleaseClone('old', {
      outcome: { kind: 'infeasible', reason: 'outOfMemory', message: 'used 512 MB' },
    });

    await expect(plan([broken])).rejects.toThrow('the old release (7) of "target"');
  });

  it('gives each clone its turn among all runs, also in later blocks', async () => {
    const { measurements } = await plan(aBlock(100, 104.5, 4));

    expect(measurements.map(({ createAtMs }) => createAtMs)).toEqual(
      measurements.map((_, turn) => 1_000 * turn),
    );
    expect(measurements.length).toBeGreaterThan(1);
  });

  describe('with a kept result of the old release', () => {
    const figure = { value: Math.log(100), variance: 0.001, degreesOfFreedom: 3 };
    const { qualifier: _none, ...old } = releaseFacts(aTarget({ codeSha256: 'old' }));
    const baseline: Baseline = {
      kept: {
        release: old,
        measuredAtMs: RUN.startedAtMs,
        report: 's3://bucket/runs/target/0123456789ab.json',
        figures: { duration: figure, cost: { ...figure, value: Math.log(1.03e-6) } },
        row: {
          qualifier: '7',
          codeSha256: 'old',
          memoryMb: aTarget().memoryMb,
          cloneCount: 1,
          warmSampleCount: 4,
          errorCount: 0,
        },
      },
    };
    const newClones = (durationMs: number) =>
      aBlock(durationMs, durationMs).filter(({ release }) => release?.side === 'new');

    it('measures only clones of the new release, as many as a block has', async () => {
      const { measurements } = await plan([], { baseline });

      expect(measurements.map(({ release }) => release?.side)).toEqual(Array(8).fill('new'));
      expect(new Set(measurements.map(({ release }) => release?.index)).size).toBe(8);
      expect((await plan([], { baseline, concurrencyMax: 2 })).measurements).toHaveLength(2);
      await expect(plan([], { baseline, concurrencyMax: 1 })).rejects.toThrow('it takes 2');
    });

    it('measures one block, because a second one would not show differences between days', async () => {
      expect(await plan(newClones(125), { baseline })).toMatchObject({
        isComplete: true,
        reason: expect.stringMatching(/^More clones would not help/),
      });
      expect(await plan(newClones(200), { baseline })).toMatchObject({
        isComplete: true,
        reason: 'The answer is clear',
      });
    });
  });

  it('needs enough concurrency for both', async () => {
    await expect(plan([], { concurrencyMax: 3 })).rejects.toThrow(
      /takes 4 invocations at the same time: .* allow 3$/,
    );
    expect((await plan([], { concurrencyMax: 5 })).measurements).toHaveLength(4);
  });
});
