import { describe, expect, it } from '@jest/globals';
import { prepareTier } from '../../../../functions/prepare-tier/prepare-tier.ts';
import type { ClonePlan, CloneState } from '../../../../shared/aws/clone-view.ts';
import type { Measurement } from '../../../../shared/core/planner/measurement.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { NotReadyError, TransientServiceError } from '../../../../shared/errors.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aTarget, RUN } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const CLONE_NAME = `clone-${RUN.runId}-1024`;
const CLONE_ARN = `arn:aws:lambda:us-east-1:123456789012:function:${CLONE_NAME}`;

const MEASUREMENT: Measurement = {
  powerValue: powerValue(1024),
  warmSampleCount: 1,
  laneCount: 1,
  newLaneCount: 1,
};

async function prepare(
  outcome: CloneState | Error,
  store = memoryStore(),
  { isMadeAlready = false, createAtMs = 0 } = {},
) {
  const plans: (ClonePlan & { readonly journalled: boolean })[] = [];
  const prepared = prepareTier(
    {
      store,
      clock: new VirtualClock(1_000),
      clonePrefix: 'clone-',
      cloneLogGroupName: 'logs',
      startClone: async () => undefined,
      ensureClone: async (plan) => {
        if (!isMadeAlready) await plan.recordClone();
        plans.push({ ...plan, journalled: store.texts.has(`journal/${RUN.runId}/1024.json`) });
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
    },
    {
      run: RUN,
      target: aTarget({ qualifier: '3' }),
      measurement: { ...MEASUREMENT, createAtMs },
    },
  );
  return { prepared, store, plans };
}

describe('prepareTier()', () => {
  it('makes the clone at its turn among all runs, or at once if that has passed', async () => {
    const delayOf = async (createAtMs: number) => {
      const ready = { kind: 'ready', qualifier: '1' } as const;
      const { prepared, plans } = await prepare(ready, memoryStore(), { createAtMs });
      await prepared;
      return plans[0]?.createDelayMs;
    };

    expect(await delayOf(4_500)).toBe(3_500);
    expect(await delayOf(10)).toBe(0);
  });

  it('names a release’s clone by side, block and number, no longer than by a size', async () => {
    const store = memoryStore();
    const plans: ClonePlan[] = [];
    const release = { side: 'old', block: 8, index: 3 } as const;
    await prepareTier(
      {
        store,
        clock: new VirtualClock(1_000),
        clonePrefix: 'clone-',
        cloneLogGroupName: 'logs',
        startClone: async () => undefined,
        ensureClone: async (plan) => {
          await plan.recordClone();
          plans.push(plan);
          return { kind: 'ready', qualifier: '$LATEST' };
        },
      },
      {
        run: RUN,
        target: aTarget(),
        measurement: { ...MEASUREMENT, powerValue: powerValue(10_240), release },
      },
    );

    expect(plans[0]).toMatchObject({ cloneName: `clone-${RUN.runId}-o8-3`, memoryMb: 10_240 });
    expect([...store.texts.keys()]).toEqual([`journal/${RUN.runId}/o8-3.json`]);
  });

  it('makes clones on the function’s architecture, except for a tier of the other one', async () => {
    const plans: ClonePlan[] = [];
    const store = memoryStore();
    const make = (measurement: Measurement) =>
      prepareTier(
        {
          store,
          clock: new VirtualClock(1_000),
          clonePrefix: 'clone-',
          cloneLogGroupName: 'logs',
          startClone: async () => undefined,
          ensureClone: async (plan) => {
            await plan.recordClone();
            plans.push(plan);
            return { kind: 'ready', qualifier: '$LATEST' };
          },
        },
        { run: RUN, target: aTarget(), measurement },
      );

    await make(MEASUREMENT);
    await make({ ...MEASUREMENT, architecture: 'arm64' });

    expect(plans).toMatchObject([
      { cloneName: CLONE_NAME, targetArchitecture: 'x86_64', architecture: 'x86_64' },
      {
        cloneName: `clone-${RUN.runId}-asg`,
        memoryMb: 1024,
        targetArchitecture: 'x86_64',
        architecture: 'arm64',
      },
    ]);
    expect([...store.texts.keys()].toSorted()).toEqual([
      `journal/${RUN.runId}/1024.json`,
      `journal/${RUN.runId}/asg.json`,
    ]);
  });

  it('makes a clone of the measured version, after the journal names it', async () => {
    const { prepared, store, plans } = await prepare({ kind: 'ready', qualifier: '1' });

    expect(await prepared).toEqual({
      isPrepared: true,
      clone: { functionArn: CLONE_ARN, qualifier: '1' },
    });
    expect(plans).toEqual([
      expect.objectContaining({
        journalled: true,
        cloneName: CLONE_NAME,
        functionArn: CLONE_ARN,
        memoryMb: 1024,
        target: { functionArn: aTarget().functionArn, qualifier: '3' },
        logGroupName: 'logs',
      }),
    ]);
    expect(JSON.parse(store.texts.get(`journal/${RUN.runId}/1024.json`) ?? '')).toEqual({
      schemaVersion: 1,
      executionArn: RUN.executionArn,
      cloneArn: CLONE_ARN,
    });
  });

  it('reports a size that the account does not allow as infeasible', async () => {
    const { prepared } = await prepare({ kind: 'refused', message: 'at most 3008 MB' });

    expect(await prepared).toEqual({
      isPrepared: false,
      outcome: { kind: 'infeasible', reason: 'notAllowed', message: 'at most 3008 MB' },
    });
  });

  it('makes no clone that the journal does not name', async () => {
    const store = memoryStore();
    store.write = async () => {
      throw new TransientServiceError('no answer');
    };

    const { prepared, plans } = await prepare({ kind: 'ready', qualifier: '1' }, store);

    await expect(prepared).rejects.toThrow(TransientServiceError);
    expect(plans).toEqual([]);
  });

  it('writes nothing while an existing clone gets ready', async () => {
    const { prepared, store } = await prepare(new NotReadyError('Pending'), memoryStore(), {
      isMadeAlready: true,
    });

    await expect(prepared).rejects.toThrow(NotReadyError);
    expect([...store.texts.keys()]).toEqual([]);
  });

  it('records a clone of an earlier attempt, whose entry a restart may have removed', async () => {
    const ready = { kind: 'ready', qualifier: '$LATEST' } as const;

    const { prepared, store } = await prepare(ready, memoryStore(), { isMadeAlready: true });

    expect(await prepared).toMatchObject({ isPrepared: true });
    expect([...store.texts.keys()]).toEqual([`journal/${RUN.runId}/1024.json`]);
  });

  it('keeps the journal entry of a clone that is not ready yet', async () => {
    const { prepared, store } = await prepare(new NotReadyError('Pending'));

    await expect(prepared).rejects.toThrow(NotReadyError);
    expect([...store.texts.keys()]).toEqual([`journal/${RUN.runId}/1024.json`]);
  });

  describe('with clones to make ahead', () => {
    const AHEAD = [
      { powerValue: powerValue(256), createAtMs: 1_500 },
      { powerValue: powerValue(2048), createAtMs: 900 },
    ];

    function prepareAhead(startClone: (plan: ClonePlan) => Promise<void>, nowMs = 1_000) {
      const store = memoryStore();
      const prepared = prepareTier(
        {
          store,
          clock: new VirtualClock(nowMs),
          clonePrefix: 'clone-',
          cloneLogGroupName: 'logs',
          startClone,
          ensureClone: async () => ({ kind: 'ready', qualifier: '$LATEST' }),
        },
        {
          run: RUN,
          target: aTarget(),
          measurement: { ...MEASUREMENT, ahead: AHEAD },
        },
      );
      return { prepared, store };
    }

    it('makes each at its turn, after the journal names it', async () => {
      const started: [string, number][] = [];
      const { prepared, store } = prepareAhead(async (plan) => {
        await plan.recordClone();
        started.push([plan.cloneName, plan.createDelayMs]);
      });

      expect(await prepared).toMatchObject({ isPrepared: true });
      expect(started).toEqual([
        [`clone-${RUN.runId}-256`, 500],
        [`clone-${RUN.runId}-2048`, 0],
      ]);
      expect([...store.texts.keys()].toSorted()).toEqual(
        [1024, 2048, 256].map((size) => `journal/${RUN.runId}/${size}.json`),
      );
    });

    it('prepares its own size even if they fail', async () => {
      const { prepared } = prepareAhead(async () => {
        throw new TransientServiceError('no answer');
      });

      expect(await prepared).toMatchObject({ isPrepared: true });
    });

    it('makes none long after its turn, because only a repeated step is that late', async () => {
      const started: string[] = [];
      await prepareAhead(async ({ cloneName }) => void started.push(cloneName), 20_000).prepared;

      expect(started).toEqual([]);
    });
  });
});
