import { describe, expect, it } from '@jest/globals';
import { planRound } from '../../../../functions/plan-round/plan-round.ts';
import type { Plan, PlanRoundInput } from '../../../../shared/contract/plan-round.ts';
import type { Tier } from '../../../../shared/core/measurement/tier.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { ContractError, type ErrorCategory } from '../../../../shared/errors.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aRequest, aTarget, NO_EARLIER_RUN, RUN } from '../../../support/run-facts.ts';
import { aTier } from '../../../support/tuning-worlds.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const NO_PLAN: Plan = {
  round: 0,
  isComplete: false,
  isOutdated: false,
  reason: 'nothing is measured yet',
  measurements: [],
  tiers: { kind: 'inline', value: [] },
};

function plan(changes: Partial<PlanRoundInput> = {}, turnsMs?: readonly number[]) {
  return planRound(
    {
      store: memoryStore(),
      caps: { usdMax: 10, invocationsMax: 10_000 },
      clock: new VirtualClock(1_000),
      takeTurns: async () => turnsMs,
    },
    {
      request: aRequest(),
      run: RUN,
      target: aTarget(),
      production: { kind: 'noTraffic', dayCount: 14 },
      concurrencyMax: 20,
      earlierRun: NO_EARLIER_RUN,
      plan: NO_PLAN,
      round: [],
      ...changes,
    },
  );
}

function resultOf(tier: Tier) {
  return { round: 1, tier: { kind: 'inline', value: tier } };
}

/** A failure of one of our tasks, as the state machine caught it. */
function failureOf(sizeMb: number, error: string, category: ErrorCategory = 'unknown') {
  const failure = { Error: error, Cause: JSON.stringify({ errorMessage: `why [${category}]` }) };
  return { round: 1, powerValue: sizeMb, progress: null, direct: null, failure };
}

function tiersOf({ tiers }: Plan): readonly Tier[] {
  if (tiers.kind !== 'inline') throw new Error('The tiers are too large for the test');
  return tiers.value as readonly Tier[];
}

describe('planRound()', () => {
  it('gives the clone of every new size its turn among all runs', async () => {
    const { measurements } = await plan({}, [100, 100, 100, 100, 100, 1100]);

    expect(measurements.length).toBeGreaterThan(1);
    expect(measurements.map(({ createAtMs }) => createAtMs)).toEqual(measurements.map(() => 100));
  });

  it('makes five clones at once, and more later, if the pace of all runs is unknown', async () => {
    const powerValues = [128, 256, 512, 1024, 1769, 3008];

    const { measurements } = await plan({ request: aRequest({ powerValues, sampleCount: 2 }) });

    expect(measurements.map(({ createAtMs }) => createAtMs)).toEqual([
      ...Array(5).fill(1_000),
      2_200,
    ]);
  });

  it('makes clones of likely sizes ahead, as far as the control plane has room', async () => {
    const first = await plan({}, [100, 100, 100, 1100]);

    expect(first.measurements.map(({ ahead }) => ahead)).toEqual([
      [
        { powerValue: expect.any(Number), createAtMs: 100 },
        { powerValue: expect.any(Number), createAtMs: 1100 },
      ],
      undefined,
    ]);
    expect(first.ahead).toEqual(first.measurements[0]?.ahead?.map((one) => one.powerValue));
  });

  it('takes no turn for a clone that was made ahead', async () => {
    const request = aRequest({ powerValues: [128, 256, 512, 1024, 1769] });
    const first = await plan({ request }, [100, 100, 100, 100, 100]);
    const round = first.measurements.map(({ powerValue: size }) => resultOf(aTier(size, [100])));

    const second = await plan({ request, plan: first, round }, [100, 100, 100, 100, 100]);

    expect(second.ahead).toEqual(first.ahead);
    const aheadOnes = second.measurements.filter((one) => first.ahead?.includes(one.powerValue));
    expect(aheadOnes.length).toBeGreaterThan(0);
    expect(aheadOnes.every(({ createAtMs }) => createAtMs === undefined)).toBe(true);
  });

  it.each([
    ['a clone takes a snapshot', { target: aTarget({ hasSnapStart: true }) }],
    ['every size gets its samples', { request: aRequest({ sampleCount: 5, powerValues: [256] }) }],
  ])('makes none ahead if %s', async (_name, changes) => {
    const { ahead, measurements } = await plan(changes, [100, 100, 100, 100, 100]);

    expect(ahead).toEqual([]);
    expect(measurements.every((one) => one.ahead === undefined)).toBe(true);
  });

  it('begins with two sizes if nothing is known', async () => {
    const first = await plan();

    expect(first).toMatchObject({ round: 1, isComplete: false, isOutdated: false });
    expect(first.measurements).toHaveLength(2);
  });

  it('gives every size of a list the requested samples', async () => {
    const request = aRequest({ powerValues: [256, 512], sampleCount: 5 });

    const { measurements, reason } = await plan({ request });

    expect(measurements.map((one) => [one.powerValue, one.warmSampleCount])).toEqual([
      [256, 5],
      [512, 5],
    ]);
    expect(reason).toBe('5 samples at 2 of 2 sizes');
  });

  it('ends once every size of a list is measured', async () => {
    const request = aRequest({ powerValues: [256, 512], sampleCount: 2 });
    const round = [resultOf(aTier(256, [100, 100])), resultOf(aTier(512, [50, 50]))];

    const second = await plan({ request, round, plan: { ...NO_PLAN, round: 1 } });

    expect(second).toMatchObject({ round: 2, isComplete: true, measurements: [] });
    expect(tiersOf(second).map((tier) => tier.powerValue)).toEqual([256, 512]);
  });

  it('adds the results of a round to the tiers of earlier ones', async () => {
    const earlier = { ...NO_PLAN, tiers: { kind: 'inline', value: [aTier(512, [50])] } } as const;

    const next = await plan({ plan: earlier, round: [resultOf(aTier(512, [51]))] });

    expect(tiersOf(next)[0]?.samples).toHaveLength(4);
  });

  it('bounds a measurement by the durations at other sizes', async () => {
    const request = aRequest({ powerValues: [256, 512], sampleCount: 2 });
    const tier = aTier(256, [100, 100]);

    const { measurements } = await plan({ request, round: [resultOf(tier)] });

    // Three times the longest invocation of the smaller size: the cold one of 200 ms, and its init
    // of 200 ms.
    expect(measurements).toEqual([
      expect.objectContaining({ powerValue: 512, durationMsBound: 1_200 }),
    ]);
  });

  it.each([
    ['RevisionConflictError', 'conflict', true],
    ['ResourceConflictError', 'conflict', false],
    ['ThrottledError', 'throttled', false],
  ] as const)(
    'decides by %s (%s) whether the function was changed: %s',
    async (error, category, isOutdated) => {
      const round = [failureOf(512, error, category)];

      expect(await plan({ round })).toMatchObject({ isOutdated });
    },
  );

  it('does not mistake an error of the function for a change of it, whatever its name', async () => {
    const outcome = { kind: 'failed', errorName: 'RevisionConflictError', message: 'why' } as const;
    const round = [resultOf({ ...aTier(512, []), outcome }), resultOf(aTier(1024, [50, 50]))];

    expect(await plan({ round })).toMatchObject({ isOutdated: false });
  });

  it('ends the run with the refusal if every size is permanently refused', async () => {
    const refused = plan({ round: [failureOf(512, 'PermissionDeniedError', 'permanent')] });

    await expect(refused).rejects.toMatchObject({ name: 'PermissionDeniedError', message: 'why' });
  });

  it('ends after twenty rounds', async () => {
    const last = await plan({ plan: { ...NO_PLAN, round: 20 } });

    expect(last).toMatchObject({ round: 21, isComplete: true, measurements: [] });
    expect(last.reason).toBe('20 rounds done');
  });

  it('refuses a malformed result', async () => {
    await expect(plan({ round: [{ round: 1, powerValue: powerValue(512) }] })).rejects.toThrow(
      ContractError,
    );
  });

  describe('with both architectures', () => {
    const architectures = ['x86_64', 'arm64'];
    const sizes = { powerValues: [256, 512], sampleCount: 2 };
    const own = [aTier(256, [100, 100]), aTier(512, [50, 50])];
    const onArm = (sizeMb: number, ms: number): Tier => ({
      ...aTier(sizeMb, [ms, ms]),
      architecture: 'arm64',
    });
    const known = (tiers: readonly Tier[]) => ({
      plan: {
        ...NO_PLAN,
        round: 1,
        roundsDone: 1,
        tiers: { kind: 'inline', value: tiers },
      } as Plan,
    });

    it('measures the other architecture after the present one, at all sizes if there is a sample count', async () => {
      const request = aRequest({ ...sizes, architectures });

      const first = await plan({ request });
      const second = await plan({ request, ...known(own) });
      const third = await plan({ request, ...known([...own, onArm(256, 80), onArm(512, 40)]) });

      expect(first.measurements.every(({ architecture }) => architecture === undefined)).toBe(true);
      expect(
        second.measurements.map((one) => [one.powerValue, one.architecture, one.warmSampleCount]),
      ).toEqual([
        [256, 'arm64', 2],
        [512, 'arm64', 2],
      ]);
      expect(second.reason).toBe('2 samples at 2 of 2 sizes on arm64');
      expect(third.isComplete).toBe(true);
    });

    it('does not measure an architecture that was not asked for', async () => {
      const request = aRequest({ ...sizes, architectures: ['x86_64'] });

      expect((await plan({ request, ...known(own) })).isComplete).toBe(true);
    });

    it('counts the rounds of each, and keeps tiers of the same size apart', async () => {
      const request = aRequest({ ...sizes, architectures });
      const round = [resultOf(onArm(512, 40))];

      const next = await plan({ request, ...known(own), round });

      expect(next).toMatchObject({ roundsDone: 2, otherRoundsDone: 1 });
      expect(
        tiersOf(next).map(({ powerValue: size, architecture }) => [size, architecture]),
      ).toEqual([
        [256, undefined],
        [512, undefined],
        [512, 'arm64'],
      ]);
    });

    it('bounds invocations on the other one only by durations there, because it may be slower', async () => {
      const request = aRequest({ ...sizes, architectures });

      const [first] = (await plan({ request, ...known(own) })).measurements;
      const [then] = (await plan({ request, ...known([...own, onArm(256, 80)]) })).measurements;

      expect(first?.durationMsBound).toBeUndefined();
      expect(then).toMatchObject({ powerValue: 512, durationMsBound: expect.any(Number) });
    });

    it('limits both together to what the run may spend', async () => {
      const request = aRequest({ ...sizes, architectures, runInvocationsMax: 8 });
      // Each tier has a cold sample and two warm ones: 6 of 8 are spent.
      const spent = own.reduce((sum, { samples }) => sum + samples.length, 0);

      const { measurements, isComplete, reason } = await plan({ request, ...known(own) });

      expect(spent).toBe(6);
      expect(measurements).toEqual([]);
      expect(isComplete).toBe(true);
      expect(reason).toMatch(/^What the run may spend is spent/);
    });

    it('does not end the run for a failure on the other architecture only', async () => {
      const request = aRequest({ ...sizes, architectures });
      const broken = { ...failureOf(256, 'Error'), architecture: 'arm64' };

      const next = await plan({ request, ...known(own), round: [broken] });

      expect(tiersOf(next)).toContainEqual(
        expect.objectContaining({ architecture: 'arm64', powerValue: 256 }),
      );
    });
  });
});
