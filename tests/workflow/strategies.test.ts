import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerLines } from '../../cli/output/answer-lines.ts';
import { PLAIN } from '../../cli/output/paint.ts';
import { durationPlusMinus, usdPlusMinus } from '../../cli/output/plus-minus.ts';
import { readObject } from '../../local/deployment/read-object.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { durationEstimateText, usdEstimateText } from '../../shared/core/advice/figure-text.ts';
import { DEFAULT_PLANNER_SETTINGS } from '../../shared/core/planner/planner-settings.ts';
import { createScriptedHost } from '../local-cloud/scripted-host.ts';
import { createFunction, runWorkflow, tuningResultOf } from '../support/workflow-account.ts';

/*
 * Modelled durations instead of processes: what is asked here is whether the request's strategy
 * reaches the choice through the whole workflow. 100 ms of CPU on one thread and 20 ms of waiting:
 * cost is lowest where CPU dominates, and time falls up to one full vCPU at 1769 MB.
 */
const CPU_MS = 100;
const WAIT_MS = 20;
const FULL_VCPU_MB = 1769;

let account: LocalAccount;

beforeAll(async () => {
  const executionHost = createScriptedHost(({ memoryMb }, { payload }) => {
    const { factor = 1 } = JSON.parse(Buffer.from(payload).toString('utf8'));
    const share = Math.min(1, memoryMb / FULL_VCPU_MB);
    return { durationMs: (factor * CPU_MS) / share + WAIT_MS, maxMemoryUsedMb: 100 };
  });
  account = await startLocalAccount({ cloud: { executionHost, pendingMs: 0 } });
  await createFunction(account, { functionName: 'modelled', code: 'export const handler = 0;' });
});

afterAll(() => account.stop());

async function tune(request: object) {
  return tuningResultOf(await runWorkflow(account, { functionName: 'modelled', ...request }));
}

describe('the strategy of a request', () => {
  it('cost takes the cheapest size within the default budget, with honest confidence', async () => {
    const result = await tune({ strategy: 'cost' });

    const { evidence } = result.decision;
    // Cost is m · (100 · 1769 / m + 20): flat for the CPU part, so waiting makes small sizes best.
    expect(result.decision.verdict.candidateMb).toBeLessThanOrEqual(512);
    // 15 if two lanes start at once; a busy machine starts one after the other, which gives less
    // evidence.
    expect(result.invocationCount).toBeLessThanOrEqual(DEFAULT_PLANNER_SETTINGS.invocationsMax);
    expect(evidence.probabilityRegretUnder5Percent).toBeGreaterThan(0.5);
    expect(evidence.curve.length).toBeGreaterThan(10);
    expect(result.decision.rationale).toContain(' per million (with 90 % intervals).');
  });

  it('is value by default', async () => {
    const powerValues = [256, 512, 1769];
    const { decision, tiers } = await tune({ powerValues, sampleCount: 3 });

    // 512 and 1769 MB cost 3 and 14 % more than 256 MB.
    expect(tiers.map(({ powerValue }) => powerValue)).toEqual(powerValues);
    expect(decision.verdict).toMatchObject({ candidateMb: 512 });
    expect(decision.rationale).toContain('costs at most 5 % more than the cheapest');
  });

  it('speed goes to a full vCPU and no further than that pays', async () => {
    const { decision } = await tune({ strategy: 'speed', powerValues: [512, 1769, 3008] });

    expect(decision.verdict.candidateMb).toBeGreaterThanOrEqual(1769);
  });

  it('tolerance takes a faster size than cost does, within its percentage', async () => {
    const powerValues = [128, 512, 1024, 1769, 3008];
    const tolerant = await tune({ costTolerancePercent: 30, powerValues, sampleCount: 3 });

    const cost = new Map(
      tolerant.tiers.map(({ powerValue, figures }) => [
        powerValue,
        figures?.costUsdPerMillion ?? 0,
      ]),
    );
    const cheapest = Math.min(...cost.values());
    expect(tolerant.powerValue).toBeGreaterThan(512);
    expect(cost.get(tolerant.powerValue)).toBeLessThanOrEqual(1.3 * cheapest);
  });

  it('limit takes a size that keeps it', async () => {
    // 100 · 1769 / m + 20 is 197 ms at 1000 MB.
    const result = await tune({
      durationMsMax: 200,
      percentile: 90,
      powerValues: [256, 512, 1024, 1769],
      sampleCount: 4,
    });

    expect(result.powerValue).toBeGreaterThanOrEqual(1024);
    expect(result.decision.evidence.probabilityPromiseKept).toBeGreaterThan(0.5);
  });

  it('reports impossible if no size keeps the limit, and applies nothing', async () => {
    const result = await tune({
      durationMsMax: 1,
      powerValues: [256, 1024],
      sampleCount: 3,
      apply: true,
    });

    expect(result.decision.verdict.kind).toBe('impossible');
    expect(result.application.kind).toBe('notApplied');
  });

  it('shows the same figures in the JSON, the sentences, the tables and the chart', async () => {
    const result = await tune({
      strategy: 'value',
      powerValues: [256, 512, 1024, 1769],
      sampleCount: 3,
      invocationsPerMonth: 3_000_000,
    });

    const { evidence, picks, rationale, outlook, flatRegion } = result.decision;
    const form = { applyForm: 'aws', report: { text: 'report.html' }, isInAccount: true } as const;
    const terminal = answerLines(result, form, { width: 120, paint: PLAIN }).join('\n');
    const page = await readObject(account.s3, result.report.html);
    for (const { powerValue, durationMs, costUsdPerMillion } of evidence.tiers) {
      const row = result.tiers.find((tier) => tier.powerValue === powerValue);
      expect(row?.estimate).toEqual({ durationMs, costUsdPerMillion });
      for (const text of [durationEstimateText(durationMs), usdEstimateText(costUsdPerMillion)]) {
        expect(page).toContain(text);
      }
      for (const text of [durationPlusMinus(durationMs), usdPlusMinus(costUsdPerMillion)]) {
        expect(terminal).toContain(text);
      }
    }
    for (const { memoryMb, durationMs, costUsdPerMillion } of Object.values(picks)) {
      expect(evidence.tiers).toContainEqual({
        powerValue: memoryMb,
        durationMs,
        costUsdPerMillion,
      });
    }
    expect(rationale).toContain(durationEstimateText(picks.recommended.durationMs));
    expect(rationale).toContain(usdEstimateText(picks.recommended.costUsdPerMillion));
    expect(picks.recommended.memoryMb).toBe(result.powerValue);
    expect(flatRegion.minMb).toBeLessThanOrEqual(result.powerValue);
    expect(flatRegion.maxMb).toBeGreaterThanOrEqual(result.powerValue);
    expect(outlook).toMatchObject({ source: 'request', invocationsPerMonth: 3_000_000 });
    const expectedUsd = 3 * picks.recommended.costUsdPerMillion.median;
    expect((outlook?.costUsdPerMonth ?? 0) / expectedUsd).toBeCloseTo(1, 3);
    for (const { powerValue, durationMs, costUsdPerMillion } of evidence.tiers) {
      expect(page).toContain(
        `<title>${powerValue} MB: ${durationEstimateText(durationMs)}</title>`,
      );
      expect(page).toContain(
        `<title>${powerValue} MB: ${usdEstimateText(costUsdPerMillion)}</title>`,
      );
    }
  });

  it('stays within the budget of invocations', async () => {
    const result = await tune({ invocationsMax: 6 });

    expect(result.invocationCount).toBeLessThanOrEqual(6);
  });

  it('measures and chooses only sizes that are allowed', async () => {
    const result = await tune({ powerValues: { minMb: 600, maxMb: 900 } });

    for (const { powerValue } of result.tiers) {
      expect(powerValue).toBeGreaterThanOrEqual(600);
      expect(powerValue).toBeLessThanOrEqual(900);
    }
  });

  it('fails with the reason if no size keeps the head-room', async () => {
    const { result } = await runWorkflow(account, {
      functionName: 'modelled',
      powerValues: [128],
      sampleCount: 2,
      memoryHeadroomPercent: 50,
    });

    expect(result).toMatchObject({ status: 'FAILED', error: 'NoTierQualifiesError' });
    expect((result as { cause: string }).cause).toContain('"memoryHeadroomPercent" 50');
  });

  it('measures classes of payloads separately, each at every size', async () => {
    const result = await tune({
      payloads: [
        { payload: { factor: 1 }, weight: 3 },
        { payload: { factor: 0.1 }, weight: 1 },
      ],
      powerValues: [512, 1024],
      sampleCount: 2,
    });

    // Two warm samples of each of two classes.
    expect(result.tiers.map(({ warmSampleCount }) => warmSampleCount)).toEqual([4, 4]);
  });
});
