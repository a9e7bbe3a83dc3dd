import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answerLines } from '../../cli/output/answer-lines.ts';
import { csvText } from '../../cli/output/csv.ts';
import { markdownText } from '../../cli/output/markdown.ts';
import { PLAIN } from '../../cli/output/paint.ts';
import { readObject } from '../../local/deployment/read-object.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { powerTuningAnswerSchema } from '../../shared/contract/power-tuning-answer.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { createScriptedHost } from '../local-cloud/scripted-host.ts';
import {
  cloneNames,
  createFunction,
  enteredStates,
  runWorkflow,
  tuningResultOf,
} from '../support/workflow-account.ts';

/*
 * Initialisation takes 2000 ms at 256 MB and half as long with twice the memory. The handler takes
 * equally long at every size. So warm invocations are best at the smallest size, and cold starts at
 * larger ones.
 */
const HANDLER_MS = 20;
const initMs = (memoryMb: number) => (2_000 * 256) / memoryMb;

let account: LocalAccount;
/** Number of invocations of a clone that wait for each other before they end. */
let burstSize = 1;
const waiting = new Map<string, (() => void)[]>();

beforeAll(async () => {
  const executionHost = createScriptedHost(
    async ({ functionName }) => {
      await togetherWithOthers(functionName);
      return { durationMs: HANDLER_MS, maxMemoryUsedMb: 100 };
    },
    ({ memoryMb }) => ({ initDurationMs: initMs(memoryMb) }),
  );
  // Unlimited: otherwise an invocation could wait for the CPU of another one that waits for it.
  const vcpuCapacity = Number.POSITIVE_INFINITY;
  account = await startLocalAccount({ cloud: { executionHost, pendingMs: 0, vcpuCapacity } });
  await createFunction(account, { functionName: 'started', code: 'export const handler = 0;' });
  await createFunction(account, {
    functionName: 'slow',
    code: 'export const handler = 0;',
    settings: { Timeout: 300 },
  });
});

beforeEach(() => {
  burstSize = 1;
  waiting.clear();
});

afterAll(() => account.stop());

/** Ends an invocation once a whole burst of its clone is in progress. */
async function togetherWithOthers(functionName: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const together = [...(waiting.get(functionName) ?? []), resolve];
    waiting.set(functionName, together);
    if (together.length < burstSize) return;
    waiting.delete(functionName);
    for (const go of together) go();
  });
}

const SIZES = { powerValues: [256, 512, 1024] };

async function tune(request: object): Promise<TuningResult> {
  return tuningResultOf(await runWorkflow(account, { functionName: 'started', ...request }));
}

function coldCounts({ tiers }: TuningResult) {
  return tiers.map(({ warmSampleCount, coldSampleCount }) => [warmSampleCount, coldSampleCount]);
}

describe('a run that measures cold starts', () => {
  it('starts an environment for every invocation, and chooses by its whole length', async () => {
    burstSize = 3;

    const result = await tune({ ...SIZES, coldStarts: true, sampleCount: 3, strategy: 'speed' });

    expect(coldCounts(result)).toEqual([
      [0, 3],
      [0, 3],
      [0, 3],
    ]);
    expect(result.invocationCount).toBe(9);
    expect(result.coldStarts).toBe(true);
    for (const { powerValue, figures, estimate } of result.tiers) {
      const wholeMs = initMs(powerValue) + HANDLER_MS;
      expect(figures).toMatchObject({ startDurationMsMedian: initMs(powerValue) });
      expect(figures?.durationMsMedian).toBeCloseTo(wholeMs, 5);
      expect(figures?.billedDurationMsMean).toBe(Math.ceil(wholeMs));
      expect(estimate?.durationMs.median).toBeGreaterThan(0.9 * wholeMs);
      expect(estimate?.durationMs.median).toBeLessThan(1.1 * wholeMs);
    }
    expect(result.decision.verdict).toMatchObject({ kind: 'change', candidateMb: 1024 });
    expect(result.decision.evidence.curve).toEqual([]);
    expect(result.decision.outlook).toBeUndefined();
    expect(await cloneNames(account)).toEqual([]);
  });

  it('says so in every form of the answer', async () => {
    burstSize = 2;
    const result = await tune({ ...SIZES, coldStarts: true, sampleCount: 2, strategy: 'speed' });

    const form = { applyForm: 'aws', report: { text: 'report.html' }, isInAccount: true } as const;
    const terminal = answerLines(result, form, { width: 120, paint: PLAIN }).join('\n');
    const page = await readObject(account.s3, result.report.html);
    const { picks, rationale } = result.decision;
    expect(result.decision.verdict.text).toContain(' for cold starts: ');
    expect(rationale).toContain('At 1024 MB a cold start takes ');
    expect(picks.recommended).toMatchObject({ warmSampleCount: 0, coldSampleCount: 2 });
    expect(terminal).toContain('All figures are of cold starts');
    expect(markdownText(result, form)).toContain('| cold start |');
    expect(csvText([result])).toMatch(/is_of_cold_starts,architecture\n.*,true,x86_64\n/);
    expect(page).toContain('<h1>Change from 512 to 1024 MB for cold starts</h1>');
    expect(page).toContain('Duration of a cold start');
    expect(page).toContain('a single cold start');
    expect(page).not.toMatch(/Duration, warm|warm invocation|warm sample/);
  });

  it('is a different question from that for warm invocations', async () => {
    const warm = await tune({ ...SIZES, sampleCount: 2 });
    burstSize = 2;
    const cold = await tune({ ...SIZES, coldStarts: true, sampleCount: 2 });
    const again = await tune({ ...SIZES, coldStarts: true, sampleCount: 2 });

    expect([warm, cold, again].map(({ isRecalled }) => isRecalled)).toEqual([false, false, true]);
    expect(again.decision.verdict).toEqual(cold.decision.verdict);
    expect(coldCounts(again)).toEqual(coldCounts(cold));
    // The planner of a warm run takes no evidence from the cold one.
    burstSize = 1;
    const planned = await tune({ invocationsMax: 8, maxAgeDays: 30 });
    const report = JSON.parse(await readObject(account.s3, cold.report.json));
    expect(planned.coldStarts).toBeUndefined();
    expect(report.measuredReleases).toEqual([]);
  });

  it('takes a new clone for each invocation if only one may be in flight', async () => {
    account.cloud.cloud.calls.clear();

    const result = await tune({
      powerValues: [256, 1024],
      coldStarts: true,
      sampleCount: 2,
      concurrencyMax: 1,
    });

    const made = account.cloud.cloud.calls
      .list()
      .filter(({ action, status }) => action === 'CreateFunction' && status < 300);
    expect(coldCounts(result)).toEqual([
      [0, 2],
      [0, 2],
    ]);
    expect(made).toHaveLength(4);
    expect(await cloneNames(account)).toEqual([]);
  });

  it('supports a timeout longer than a step, with one invocation by the state machine for each size', async () => {
    const run = await runWorkflow(account, {
      functionName: 'slow',
      powerValues: [256, 1024],
      coldStarts: true,
      sampleCount: 2,
    });

    expect(coldCounts(tuningResultOf(run))).toEqual([
      [0, 2],
      [0, 2],
    ]);
    expect(enteredStates(run).filter((name) => name === 'InvokeSlowTier')).toHaveLength(2);
  });

  it('answers "onlyColdStarts" of aws-lambda-power-tuning in its shape', async () => {
    burstSize = 3;
    const { result } = await runWorkflow(account, {
      lambdaARN: 'started',
      powerValues: [256, 1024],
      num: 3,
      strategy: 'speed',
      onlyColdStarts: true,
      includeOutputResults: true,
    });

    const answer = powerTuningAnswerSchema.parse(
      result.status === 'SUCCEEDED' ? result.output : result,
    );
    expect(answer.power).toBe(1024);
    expect(answer.duration / (initMs(1024) + HANDLER_MS)).toBeCloseTo(1, 0);
    expect(answer.notes).toEqual([expect.stringContaining('"onlyColdStarts"')]);
    expect(answer.tuning.coldStarts).toBe(true);
  });

  it.each([
    [{ architectures: ['x86_64', 'arm64'] }, 'both architectures are compared by warm invocations'],
    [{ invocationsPerMonth: 1_000 }, 'few of all invocations start an environment'],
    [{ pauseMs: 5 }, 'no environment is invoked twice'],
    [{ apply: true, watchMinutes: 30 }, 'production is watched by its warm durations'],
    [{ compareWith: 'previous' }, '"coldStarts" must not be given beside "compareWith"'],
  ])('is refused together with %j, before any call', async (fields, why) => {
    const { result } = await runWorkflow(account, {
      functionName: 'started',
      coldStarts: true,
      ...fields,
    });

    expect(result).toMatchObject({
      error: 'InvalidRequestError',
      cause: expect.stringContaining(why),
    });
  });
});
