import { describe, expect, it } from '@jest/globals';
import { reasonAboutTiers } from '../../../../functions/reason-about-tiers/reason-about-tiers.ts';
import type { ReasonAboutTiersInput } from '../../../../shared/contract/reason-about-tiers.ts';
import type { Tier } from '../../../../shared/core/measurement/tier.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { NoTierMeasuredError, NoTierQualifiesError } from '../../../../shared/errors.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aRequest, aTarget, NO_EARLIER_RUN } from '../../../support/run-facts.ts';
import { scriptedModel } from '../../../support/scripted-model.ts';
import { anOutOfMemoryTier, aTier } from '../../../support/tuning-worlds.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** 512 MB, the current size, is the cheapest: half the memory takes more than twice as long. */
const TIERS = [aTier(256, [260, 261, 262]), aTier(512, [100, 101, 102]), aTier(1024, [90, 91, 92])];
const ANSWER = {
  powerValueMb: 512,
  confidence: 'high',
  rationale: '512 MB costs least.',
  risks: ['Only one event was measured.'],
  followUps: [],
};

function reason(
  tiers: readonly Tier[],
  changes: Partial<ReasonAboutTiersInput> = {},
  answers?: readonly unknown[],
) {
  const clock = new VirtualClock(1_000_000);
  const model = answers && scriptedModel(clock, answers);
  const decision = reasonAboutTiers(
    { clock, store: memoryStore(), deadlineMs: clock.nowMs() + 30_000, model: model?.access },
    {
      request: aRequest(),
      target: aTarget(),
      tiers: { kind: 'inline', value: tiers },
      production: { kind: 'noTraffic', dayCount: 14 },
      isRecalled: false,
      earlierRun: NO_EARLIER_RUN,
      drift: {},
      ...changes,
    },
  );
  return { decision, asked: model?.asked ?? [] };
}

describe('reasonAboutTiers()', () => {
  it('chooses by the rules if no model is configured, and says why', async () => {
    const decision = await reason(TIERS).decision;

    expect(decision).toMatchObject({
      powerValue: 512,
      reasoner: 'rules',
      reasoning: { rulesPowerValue: 512, modelUnused: { kind: 'notConfigured' } },
    });
    expect(decision.rationale).toMatch(/^Keep 512 MB: /);
  });

  it('says what the change would bring, if the current size works', async () => {
    const worse = aTarget({ memoryMb: powerValue(1024) });

    const { improvement } = await reason(TIERS, { target: worse }).decision;
    expect(improvement?.percent.median).toBeGreaterThan(20);

    const broken = aTarget({ memoryMb: powerValue(256) });
    const tiers = [anOutOfMemoryTier(256), ...TIERS.slice(1)];
    expect(await reason(tiers, { target: broken }).decision).not.toHaveProperty('improvement');
  });

  it('uses the choice and the words of a model', async () => {
    expect(await reason(TIERS, {}, [ANSWER]).decision).toMatchObject({
      powerValue: 512,
      rationale: expect.stringMatching(/^Keep 512 MB: .* 512 MB costs least\.$/),
      reasoner: 'model',
      reasoning: { confidence: 'high', risks: ANSWER.risks, modelUse: { modelId: 'us.model' } },
    });
  });

  it.each([
    ['does not answer', [], 'unavailable'],
    [
      'chooses a size that is not a candidate',
      [
        { ...ANSWER, powerValueMb: 256 },
        { ...ANSWER, powerValueMb: 256 },
      ],
      'invalidAnswer',
    ],
  ])('chooses by the rules if the model %s', async (_what, answers, kind) => {
    expect(await reason(TIERS, {}, answers).decision).toMatchObject({
      powerValue: 512,
      reasoner: 'rules',
      reasoning: { modelUnused: { kind } },
    });
  });

  it.each([
    [false, 8_000],
    [true, 800],
  ])('gives a model little time if the answer is recalled: %s', async (isRecalled, ms) => {
    const { decision, asked } = reason(TIERS, { isRecalled }, [ANSWER]);
    await decision;

    expect(asked.map(({ durationMsMax }) => durationMsMax)).toEqual([ms]);
  });

  it('says what the choice means at production’s rate', async () => {
    const production = {
      kind: 'seen',
      dayCount: 14,
      invocationCount: 14_000,
      errorCount: 700,
      throttleCount: 0,
      durationMs: { average: 100, p50: 100, p90: 110, p95: 120, p99: 130 },
    } as const;

    const decision = await reason(TIERS, { production }).decision;

    // 1000 a day, in 365.25 / 12 days.
    expect(decision.outlook).toMatchObject({
      source: 'production',
      invocationsPerMonth: 30_437.5,
      costUsdPerMonthBefore: decision.outlook?.costUsdPerMonth,
    });
    expect(decision.warnings.join()).toContain('In production 700 of 14000 invocations failed');
  });

  it.each([
    [20, false],
    [19, true],
  ])(
    'judges a limit by the tail of production, if %s invocations were seen',
    async (count, isGuess) => {
      const request = aRequest({ strategy: 'limit', durationMsMax: 300 });
      const production = {
        kind: 'seen',
        dayCount: 14,
        invocationCount: count,
        errorCount: 0,
        throttleCount: 0,
        durationMs: { average: 100, p50: 100, p90: 110, p95: 120, p99: 130 },
      } as const;

      const { warnings } = await reason(TIERS, { request, production }).decision;
      expect(warnings.some((text) => text.includes('without production data'))).toBe(isGuess);
    },
  );

  const failed = (sizeMb: number, message: string): Tier =>
    aTier(sizeMb, [], { samples: [], outcome: { kind: 'failed', errorName: 'Boom', message } });
  const timedOut = (sizeMb: number, message: string): Tier =>
    aTier(sizeMb, [], {
      samples: [],
      outcome: { kind: 'infeasible', reason: 'timeout', message },
    });

  it.each([
    [
      'once if it is the same everywhere',
      [failed(256, 'no table'), failed(512, 'no table')],
      'at any size (256, 512 MB): Boom: no table',
    ],
    [
      'at each size',
      [anOutOfMemoryTier(256), failed(512, 'no table')],
      'at 256 MB: outOfMemory: signal: killed; at 512 MB: Boom: no table',
    ],
    [
      'that it takes longer than its timeout',
      [timedOut(256, 'RequestId: a Error: Task'), timedOut(512, 'RequestId: b Error: Task')],
      'it does not end within its timeout of 10 s at any measured size (256, 512 MB)',
    ],
  ])('says why nothing could be measured: %s', async (_what, tiers, message) => {
    const { decision } = reason(tiers);

    await expect(decision).rejects.toThrow(NoTierMeasuredError);
    await expect(decision).rejects.toThrow(message);
  });

  it('says what the request asks for if no measured size meets it', async () => {
    const request = aRequest({ sizeRange: { minMb: 2048, maxMb: 3008 } });

    const { decision } = reason(TIERS, { request });

    await expect(decision).rejects.toThrow(NoTierQualifiesError);
    await expect(decision).rejects.toThrow('none of the measured sizes (256, 512, 1024 MB)');
  });
});
