import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  recommendableTiers,
  type ShownSize,
  shownSize,
} from '../../../../../shared/core/advice/shown-size.ts';
import { sizeScore } from '../../../../../shared/core/advice/size-score.ts';
import type { Objective } from '../../../../../shared/core/planner/objective.ts';
import { adviceFor, physicalMs } from '../../../../support/generated-results.ts';
import { FEW_DRAWS } from '../../../../support/tuning-worlds.ts';

const RUN_COUNT = 40;
const SENTENCE_LENGTH_MAX = 170;

const SIZES_MB = [128, 256, 512, 1024, 1769, 3008, 6144];

const objectives: fc.Arbitrary<Objective> = fc.oneof(
  fc.constantFrom<Objective>({ kind: 'cost' }, { kind: 'speed' }),
  fc.record({
    kind: fc.constant('balanced' as const),
    weight: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    kind: fc.constantFrom('value' as const, 'tolerance' as const),
    costTolerancePercent: fc.integer({ min: 0, max: 50 }),
  }),
  fc.record({
    kind: fc.constant('limit' as const),
    durationMsMax: fc.integer({ min: 1, max: 2_000 }),
    percentile: fc.constantFrom(50, 95, 99),
  }),
);

const advised = fc
  .record({
    waitMs: fc.double({ min: 1, max: 300, noNaN: true }),
    cpuMs: fc.double({ min: 0.1, max: 1_000, noNaN: true }),
    threads: fc.constantFrom(1, 1, 3),
    noiseSd: fc.constantFrom(0.01, 0.05, 0.15, 0.5),
    memoryMbNeeded: fc.constantFrom(100, 100, 600),
    sizesMb: fc
      .subarray(SIZES_MB, { minLength: 2 })
      .filter((sizes) => sizes.some((size) => size >= 600)),
    presentMb: fc.constantFrom(...SIZES_MB),
    warmCount: fc.integer({ min: 1, max: 6 }),
    isSamplingLimited: fc.boolean(),
    objective: objectives,
    seed: fc.nat(),
  })
  .map(({ waitMs, cpuMs, threads, objective, isSamplingLimited, seed, ...generated }) =>
    adviceFor(
      {
        ...generated,
        durationMs: physicalMs(waitMs, cpuMs, threads),
        state: { objective },
        facts: { isSamplingLimited },
      },
      seed,
      FEW_DRAWS,
    ),
  );

function check(law: (run: ReturnType<typeof adviceFor>) => void): void {
  fc.assert(
    fc.property(advised, (run) => law(run)),
    { numRuns: RUN_COUNT },
  );
}

describe('the advice', () => {
  it('recommends another size only with the verdict change, if the present size works', () => {
    check(({ advice, facts }) => {
      const { verdict, picks } = advice;
      const isPresent = picks.recommended.memoryMb === facts.presentMb;
      if (verdict.kind === 'keep') {
        expect(isPresent).toBe(true);
      }
      if (verdict.kind === 'change') {
        expect(isPresent).toBe(false);
        expect(picks.recommended.memoryMb).toBe(verdict.candidateMb);
      }
    });
  });

  it('recommends no change on fewer than three warm samples unless the request limits them', () => {
    check(({ advice, facts }) => {
      const { verdict, picks, warnings } = advice;
      const isFew = picks.recommended.warmSampleCount < 3;
      if (verdict.kind === 'change' && isFew) {
        expect(facts.isSamplingLimited).toBe(true);
        expect(warnings.join()).toContain('as few as the request asked for');
      }
    });
  });

  it("shows every pick with the planner's figures for its size", () => {
    check(({ advice, facts }) => {
      const { tiers, present } = facts.decision;
      for (const pick of Object.values(advice.picks)) {
        const source = [...tiers, ...(present ? [present] : [])].find(
          ({ powerValue }) => powerValue === pick.memoryMb,
        );
        expect(source && shownSize(source, pick.warmSampleCount)).toMatchObject({
          durationMs: pick.durationMs,
          costUsdPerMillion: pick.costUsdPerMillion,
        });
      }
    });
  });

  it('has a cheapest pick that costs no more, and a fastest that is no slower, than the recommended', () => {
    check(({ advice: { picks } }) => {
      const { cheapest, recommended, fastest } = picks;
      // Of sizes with nearly the same cost, the faster one counts as the cheapest.
      expect(cheapest.costUsdPerMillion.median).toBeLessThanOrEqual(
        1.05 * recommended.costUsdPerMillion.median,
      );
      expect(fastest.durationMs.median).toBeLessThanOrEqual(recommended.durationMs.median);
    });
  });

  it('has a flat region that contains the recommended size', () => {
    check(({ advice: { flatRegion, picks } }) => {
      expect(flatRegion.minMb).toBeLessThanOrEqual(picks.recommended.memoryMb);
      expect(flatRegion.maxMb).toBeGreaterThanOrEqual(picks.recommended.memoryMb);
    });
  });

  it('names the best measured size by the objective if it is not the recommended one', () => {
    check(({ advice, facts, sentences }) => {
      const measured = recommendableTiers(facts.decision).map((tier) =>
        shownSize(tier, tier.warmCount),
      );
      const score = sizeScore(facts.objective, measured);
      const better = measured
        .filter((size) => score(size) < 0.99 * score(advice.picks.recommended))
        .toSorted((a: ShownSize, b: ShownSize) => score(a) - score(b))[0];
      if (better !== undefined && advice.verdict.kind !== 'impossible') {
        const text = [advice.verdict.text, ...sentences].join(' ');
        expect(text).toContain(`${better.memoryMb} MB`);
      }
    });
  });

  it('has short sentences', () => {
    check(({ advice, sentences }) => {
      const long = [advice.verdict.text, ...sentences, ...advice.warnings].filter(
        (text) => text.length > SENTENCE_LENGTH_MAX,
      );
      expect(long).toEqual([]);
    });
  });
});
