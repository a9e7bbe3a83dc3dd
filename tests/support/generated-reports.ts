import { applyConfig } from '../../functions/apply-config/apply-config.ts';
import { publishReport } from '../../functions/publish-report/publish-report.ts';
import { reasonAboutTiers } from '../../functions/reason-about-tiers/reason-about-tiers.ts';
import { evidenceOf } from '../../shared/contract/evidence.ts';
import type { PublishReportInput } from '../../shared/contract/publish-report.ts';
import { reportKey } from '../../shared/contract/store-key.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { Objective } from '../../shared/core/planner/objective.ts';
import type { CandidateSizes } from '../../shared/core/planner/tuning-state.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { Cache } from '../../shared/resilience/cache/cache.ts';
import { adviceFor, type GeneratedFunction, measuredOnArm64 } from './generated-results.ts';
import { memoryStore } from './memory-store.ts';
import {
  aDecision,
  aRequest,
  aTarget,
  NO_EARLIER_RUN,
  NOTHING_RECALLED,
  RUN,
} from './run-facts.ts';
import { VirtualClock } from './virtual-clock.ts';

/** 27 November 2026, 08:30 UTC, milliseconds since the Unix epoch. */
const NOW_MS = 1_795_768_200_000;

const SEED = 7;

/** The requests apply no change, so no part of an account is used. */
const NOTHING_IS_WRITTEN = {} as unknown as Parameters<typeof applyConfig>[0];

/** Output of a run of a generated function. */
export interface GeneratedReport {
  readonly result: TuningResult;
  /** The page. */
  readonly page: string;
  /**
   * The input of PublishReport: its decision and application come from the tasks, the rest is made
   * up.
   */
  readonly input: PublishReportInput;
  /** What the run left in the store. */
  readonly store: ReturnType<typeof memoryStore>;
}

/**
 * Produces the report of a generated function, with the tasks that decide and publish.
 *
 * @param store What earlier runs have left.
 */
export async function reportFor(
  generated: GeneratedFunction,
  changes: Partial<PublishReportInput> = {},
  store = memoryStore(),
): Promise<GeneratedReport> {
  const { state, measured } = adviceFor(generated, SEED);
  const clock = new VirtualClock(NOW_MS);
  const request = aRequest(requestFor(generated, state.objective, state.sizes));
  const target = aTarget({
    memoryMb: powerValue(generated.presentMb),
    architecture: state.architecture,
    timeoutSeconds: 900,
  });
  const tiers = { kind: 'inline', value: measured } as const;
  const decision =
    changes.decision ??
    (await reasonAboutTiers(
      { clock, store, deadlineMs: NOW_MS + 30_000, model: undefined },
      {
        request,
        target,
        tiers,
        production: generated.facts?.production ?? { kind: 'noTraffic', dayCount: 14 },
        earlierRun: NO_EARLIER_RUN,
        drift: {},
        isRecalled: false,
      },
    ));
  const input: PublishReportInput = {
    request,
    run: { ...RUN, startedAtMs: NOW_MS - 40_000 },
    target,
    preflight: { kind: 'allowed' },
    recall: {
      ...NOTHING_RECALLED,
      payloadDigest: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    },
    restart: { count: 0, discardedTiers: { kind: 'inline', value: [] } },
    tiers,
    decision,
    application: await applyConfig(NOTHING_IS_WRITTEN, {
      request,
      target,
      decision,
      recall: NOTHING_RECALLED,
    }),
    verification: { kind: 'notNeeded' },
    aliasMove: { kind: 'notNeeded' },
    watch: { kind: 'notAsked' },
    cleanUp: { deletedCloneCount: state.tiers.length, leftClones: [] },
    powerTuning: null,
    ...changes,
  };
  const result = await publishReport(
    {
      clock,
      store,
      cache: new Cache({ clock, tiers: [], onSkipped: () => undefined }),
      latestRun: { store, warn: () => undefined },
      measure: () => undefined,
    },
    input,
  );
  const page = store.texts.get(reportKey(target.functionName, input.run.runId, 'html')) ?? '';
  return { result, page, input, store };
}

/**
 * Produces the report of a generated function, decided by the rules on exactly the facts of the
 * function.
 */
export async function decidedReportFor(generated: GeneratedFunction): Promise<GeneratedReport> {
  const advised = adviceFor(generated, SEED);
  const { advice, sentences, facts, measured } = advised;
  const other = measuredOnArm64(generated, advised);
  const decision = aDecision({
    ...advice,
    powerValue: powerValue(advice.picks.recommended.memoryMb),
    rationale: [advice.verdict.text, ...sentences].join(' '),
    evidence: evidenceOf(facts.decision, NO_EARLIER_RUN, other?.decided),
    ...(other && { architecture: other.architecture }),
  });
  const tiers = { kind: 'inline', value: [...measured, ...(other?.tiers ?? [])] } as const;
  return await reportFor(generated, { decision, tiers });
}

/** Produces only the result of such a report. */
export async function resultFor(generated: GeneratedFunction): Promise<TuningResult> {
  return (await decidedReportFor(generated)).result;
}

function requestFor(
  generated: GeneratedFunction,
  objective: Objective,
  sizes: CandidateSizes | undefined,
): Readonly<Record<string, unknown>> {
  const { classes, coldStarts, warmCount, facts } = generated;
  const rate = facts?.monthlyRate;
  return {
    ...objectiveFields(objective),
    ...(sizes && { powerValues: sizesField(sizes) }),
    ...(rate?.source === 'request' && { invocationsPerMonth: rate.invocationsPerMonth }),
    ...(coldStarts && { coldStarts: true, sampleCount: warmCount }),
    ...(classes && { payloads: classes.map(({ weight }) => ({ payload: {}, weight })) }),
  };
}

function sizesField(sizes: CandidateSizes) {
  return sizes.kind === 'list'
    ? sizes.powerValues
    : { minMb: sizes.powerValueMin, maxMb: sizes.powerValueMax };
}

function objectiveFields(objective: Objective): Readonly<Record<string, unknown>> {
  switch (objective.kind) {
    case 'cost':
    case 'speed':
      return { strategy: objective.kind };
    case 'balanced':
      return { strategy: 'balanced', balancedWeight: objective.weight };
    case 'value':
    case 'tolerance':
      return {
        strategy: objective.kind,
        costTolerancePercent: objective.costTolerancePercent,
      };
    case 'limit':
      return {
        strategy: 'limit',
        durationMsMax: objective.durationMsMax,
        percentile: objective.percentile,
      };
  }
}
