import { applyConfig } from '../../functions/apply-config/apply-config.ts';
import { publishReport } from '../../functions/publish-report/publish-report.ts';
import { evidenceOf } from '../../shared/contract/evidence.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { Cache } from '../../shared/resilience/cache/cache.ts';
import { adviceFor, type GeneratedFunction } from './generated-results.ts';
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

/** The result of a run on a generated function, as the tasks of the workflow make it; nothing is applied. */
export async function publishedResult(
  generated: GeneratedFunction,
  seed: number,
): Promise<TuningResult> {
  const { advice, sentences, facts, state } = adviceFor(generated, seed);
  const clock = new VirtualClock(RUN.startedAtMs);
  const store = memoryStore();
  const request = aRequest();
  const target = aTarget({ memoryMb: powerValue(facts.presentMb) });
  const decision = aDecision({
    ...advice,
    powerValue: powerValue(advice.picks.recommended.memoryMb),
    rationale: [advice.verdict.text, ...sentences].join(' '),
    evidence: evidenceOf(facts.decision, NO_EARLIER_RUN),
  });
  const nothingIsWritten = {} as unknown as Parameters<typeof applyConfig>[0];
  return await publishReport(
    {
      clock,
      store,
      cache: new Cache({ clock, tiers: [], onSkipped: () => undefined }),
      measure: () => undefined,
      latestRun: { store, warn: () => undefined },
    },
    {
      request,
      run: RUN,
      target,
      preflight: { kind: 'allowed' },
      recall: NOTHING_RECALLED,
      restart: { count: 0, discardedTiers: { kind: 'inline', value: [] } },
      tiers: { kind: 'inline', value: state.tiers },
      decision,
      application: await applyConfig(nothingIsWritten, {
        request,
        target,
        decision,
        recall: NOTHING_RECALLED,
      }),
      verification: { kind: 'notNeeded' },
      aliasMove: { kind: 'notNeeded' },
      watch: { kind: 'notAsked' },
      cleanUp: { deletedCloneCount: 2, leftClones: [] },
      powerTuning: null,
    },
  );
}
