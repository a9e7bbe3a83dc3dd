import { beforeEach, describe, expect, it } from '@jest/globals';
import { publishReport } from '../../../../functions/publish-report/publish-report.ts';
import type { PublishReportInput } from '../../../../shared/contract/publish-report.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { Cache } from '../../../../shared/resilience/cache/cache.ts';
import { storeTier } from '../../../../shared/resilience/cache/store-tier.ts';
import type { LatestRunPorts } from '../../../../shared/run/latest-run.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aDecision, aRequest, aTarget, NOTHING_RECALLED, RUN } from '../../../support/run-facts.ts';
import { aSample, aTier } from '../../../support/tuning-worlds.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const NOW_MS = RUN.startedAtMs + 60_000;
const JSON_KEY = `runs/target/${RUN.runId}.json`;
const HTML_KEY = `runs/target/${RUN.runId}.html`;
const RESULT_KEY = `results/${NOTHING_RECALLED.fingerprint}.json`;
const FUNCTION_KEY = `results/${NOTHING_RECALLED.functionFingerprint}.json`;
const TIERS = [aTier(512, [50, 52]), aTier(1024, [30, 31])];
const ROLLED_BACK = {
  kind: 'rolledBack',
  before: { invocationCount: 500, errorCount: 0, durationMs: { p50: 1, p99: 2 } },
  after: { invocationCount: 500, errorCount: 50, durationMs: { p50: 1, p99: 2 } },
  message: 'Rolled back',
} as const;

let store: ReturnType<typeof memoryStore>;
let measured: Map<string, number>;
let latestRunStore: LatestRunPorts['store'];
let warnings: string[];

beforeEach(() => {
  store = memoryStore();
  measured = new Map();
  latestRunStore = store;
  warnings = [];
});

function publish(changes: Partial<PublishReportInput> = {}) {
  const clock = new VirtualClock(NOW_MS);
  return publishReport(
    {
      clock,
      store,
      cache: new Cache({ clock, tiers: [storeTier(store)], onSkipped: () => undefined }),
      latestRun: { store: latestRunStore, warn: (message) => warnings.push(message) },
      measure: (metricName, value) => measured.set(metricName, value),
    },
    {
      request: aRequest(),
      run: RUN,
      target: aTarget(),
      preflight: { kind: 'allowed' },
      recall: NOTHING_RECALLED,
      restart: { count: 0, discardedTiers: { kind: 'inline', value: [] } },
      tiers: { kind: 'inline', value: TIERS },
      decision: aDecision(),
      application: { kind: 'notApplied', powerValue: powerValue(1024), message: 'Not applied' },
      verification: { kind: 'notNeeded' },
      aliasMove: { kind: 'notNeeded' },
      watch: { kind: 'notAsked' },
      cleanUp: { deletedCloneCount: 2, leftClones: [] },
      powerTuning: null,
      ...changes,
    },
  );
}

function kept(key = RESULT_KEY) {
  return JSON.parse(store.texts.get(key) ?? 'null');
}

describe('publishReport()', () => {
  it('writes the result for programs and for people', async () => {
    const result = await publish();

    expect(result).toMatchObject({
      powerValue: 1024,
      powerValueBefore: 512,
      path: 'measured',
      isRecalled: false,
      isRestarted: false,
      // Each tier has two warm samples and a cold one.
      invocationCount: 6,
      report: { json: `memory://${JSON_KEY}`, html: `memory://${HTML_KEY}` },
    });
    expect(result.tiers.map((row) => row.figures?.durationMsMean)).toEqual([51, 30.5]);
    expect(result.tiers.map((row) => row.figures?.startDurationMsMedian)).toEqual([200, 200]);
    expect(JSON.parse(store.texts.get(JSON_KEY) ?? '')).toMatchObject({
      status: 'succeeded',
      ...result,
      samples: TIERS,
    });
    expect(store.texts.get(HTML_KEY)).toContain('<h1>Change from 512 to 1024 MB</h1>');
  });

  const other = { ...RUN, runId: 'ba9876543210' };
  const pageOf = ({ runId }: typeof RUN) => store.texts.get(`runs/target/${runId}.html`);

  it('compares with the function’s previous run, and not with itself', async () => {
    await publish();
    expect(pageOf(RUN)).not.toContain('Compared with the run before');

    await publish();
    expect(pageOf(RUN)).not.toContain('Compared with the run before');

    await publish({ run: other });
    expect(pageOf(other)).toContain(`(run ${RUN.runId}): Change from 512 to 1024 MB.`);
  });

  const APPLIED: Partial<PublishReportInput> = {
    application: { kind: 'applied', powerValue: powerValue(1024), message: 'Memory changed' },
    verification: {
      kind: 'verified',
      powerValue: powerValue(1024),
      verifiedAtMs: NOW_MS,
      watchSeconds: 0,
    },
  };
  const appliedSize = () => kept('runs/target/latest-us-east-1.json').latest.applied;

  it('remembers the applied size while the function has it', async () => {
    await publish(APPLIED);
    expect(appliedSize()).toEqual({ powerValue: 1024, appliedAtMs: NOW_MS });

    await publish({ run: other, target: aTarget({ memoryMb: powerValue(1024) }) });
    expect(appliedSize()).toEqual({ powerValue: 1024, appliedAtMs: NOW_MS });

    await publish({ target: aTarget({ memoryMb: powerValue(1536) }) });
    expect(appliedSize()).toBeUndefined();
  });

  describe('for later comparisons', () => {
    const request = { ...aRequest({ preProcessor: 'prepare' }), payloadDigest: 'event' };
    const index = () => kept('runs/target/latest-us-east-1.json').measurements;

    it('stores its measurements by code, and describes the samples in the report', async () => {
      await publish({ request });

      const measured = { payloadDigest: 'event', preProcessor: 'prepare', measuredAtMs: NOW_MS };
      expect(index()).toEqual([
        {
          ...measured,
          runId: RUN.runId,
          codeSha256: 'code',
          configurationDigest: 'configuration',
          powerValues: [512, 1024],
        },
      ]);
      expect(kept(JSON_KEY).measuredReleases).toEqual([
        { ...measured, release: expect.objectContaining({ codeSha256: 'code', memoryMb: 512 }) },
      ]);
    });

    it('also keeps the previous release', async () => {
      await publish({ request });
      await publish({ request, run: other, target: aTarget({ codeSha256: 'next' }) });

      expect(index().map(({ codeSha256 }: { codeSha256: string }) => codeSha256)).toEqual([
        'next',
        'code',
      ]);
    });

    it('does not store recalled measurements again', async () => {
      await publish({ request, recall: { ...NOTHING_RECALLED, isKnown: true, measuredAtMs: 7 } });

      expect(index()).toEqual([]);
      expect(kept(JSON_KEY).measuredReleases).toMatchObject([{ measuredAtMs: 7 }]);
    });
  });

  it('does not remember a size that was rolled back', async () => {
    await publish({ ...APPLIED, watch: ROLLED_BACK });

    expect(appliedSize()).toBeUndefined();
  });

  it('does not remember a size to which the alias was not moved', async () => {
    const target = aTarget({ qualifier: 'live' });
    await publish({ ...APPLIED, target, aliasMove: { kind: 'superseded', message: 'why' } });

    expect(appliedSize()).toBeUndefined();
  });

  it('reports to programs what has changed without a release', async () => {
    const drift = { memory: { appliedMb: powerValue(1024), appliedAtMs: NOW_MS } };

    expect(await publish()).not.toHaveProperty('drift');
    expect(await publish({ recall: { ...NOTHING_RECALLED, drift } })).toMatchObject({ drift });
  });

  it('works without the previous run if the store cannot be used', async () => {
    const unable = async () => {
      throw new Error('the store is away');
    };
    latestRunStore = { read: unable, write: unable };

    expect(await publish()).toMatchObject({ powerValue: 1024 });
    expect(pageOf(RUN)).not.toContain('Compared with the run before');
    expect(warnings).toHaveLength(2);
  });

  it('ignores a previous run that a newer release wrote', async () => {
    await publish();
    const [key = ''] = [...store.texts.keys()].filter((one) =>
      one.startsWith('runs/target/latest-'),
    );
    store.texts.set(
      key,
      JSON.stringify({ ...JSON.parse(store.texts.get(key) ?? ''), schemaVersion: 99 }),
    );

    await publish({ run: other });
    expect(pageOf(other)).not.toContain('Compared with the run before');
  });

  it('has no start duration for a tier that was never cold', async () => {
    const warm = aTier(512, [], { samples: [aSample(), aSample()] });

    const { tiers } = await publish({ tiers: { kind: 'inline', value: [warm] } });

    expect(tiers[0]?.figures).not.toHaveProperty('startDurationMsMedian');
  });

  it('says how a goal was understood', async () => {
    const request = { ...aRequest(), goal: { text: 'fast', understood: 'The fastest size.' } };

    expect((await publish({ request })).goal).toEqual(request.goal);
  });

  it('counts measurements from before a release during the run', async () => {
    const discarded = { kind: 'inline', value: [aTier(256, [100])] } as const;

    expect(await publish({ restart: { count: 1, discardedTiers: discarded } })).toMatchObject({
      isRestarted: true,
      invocationCount: 8,
    });
  });

  it('stores the answer for the same question asked again', async () => {
    await publish();

    expect(kept()).toEqual({ writtenAtMs: NOW_MS, value: { tiers: TIERS, measuredAtMs: NOW_MS } });
  });

  it('stores the measurements for the function’s next run, whatever its code', async () => {
    await publish();

    expect(kept(FUNCTION_KEY).value).toEqual({ tiers: TIERS, measuredAtMs: NOW_MS });
  });

  it('stores the earlier run that the answer used, for that question only', async () => {
    const tiers = [aTier(256, [90, 91])];
    const recall = {
      ...NOTHING_RECALLED,
      earlierRun: { tiers: { kind: 'inline', value: tiers } as const, measuredAtMs: 7 },
    };
    const { evidence } = aDecision();
    const earlierRun = { measuredAtMs: 7, isUsed: true };

    await publish({ recall, decision: aDecision({ evidence: { ...evidence, earlierRun } }) });

    expect(kept().value.earlierRun).toEqual({ tiers, measuredAtMs: 7 });
    expect(kept(FUNCTION_KEY).value.earlierRun).toBeUndefined();
  });

  const known = { ...NOTHING_RECALLED, isKnown: true, measuredAtMs: 7 };

  it('does not store a recalled answer again, and costs nothing', async () => {
    expect(await publish({ recall: known })).toMatchObject({
      path: 'recalled',
      isRecalled: true,
      invocationCount: 0,
      tuningCostUsd: 0,
    });
    expect(kept()).toBeNull();
    expect(kept(FUNCTION_KEY)).toBeNull();
  });

  it('remembers that a size was rolled back, and how old the answer is', async () => {
    await publish({ recall: known, watch: ROLLED_BACK });

    expect(kept().value).toMatchObject({ measuredAtMs: 7, rolledBackPowerValue: 1024 });
  });

  it('says if the state machine made invocations', async () => {
    const direct = aTier(512, [], { samples: [aSample({ isDirect: true })] });

    expect(await publish({ tiers: { kind: 'inline', value: [direct] } })).toMatchObject({
      path: 'measuredDirectly',
    });
  });

  it.each([
    ['measured', {}, 60_000, 'MeasuredRuns'],
    ['recalled', { recall: known }, 60_000, 'RecalledRuns'],
    [
      'watched for half a minute',
      {
        verification: {
          kind: 'verified',
          powerValue: powerValue(1024),
          verifiedAtMs: 1,
          watchSeconds: 30,
        } as const,
      },
      30_000,
      'MeasuredRuns',
    ],
  ])(
    'records the duration of a run that was %s',
    async (_what, changes, durationMs, pathMetric) => {
      const { tuningCostUsd, invocationCount } = await publish(changes);

      expect(Object.fromEntries(measured)).toEqual({
        RunDuration: durationMs,
        [pathMetric]: 1,
        TuningCostUsd: tuningCostUsd,
        TuningInvocations: invocationCount,
      });
    },
  );
});
