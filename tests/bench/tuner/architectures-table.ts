import type { Objective } from '../../../shared/core/planner/objective.ts';
import {
  architecturePairs,
  PAIR_WAYS,
  type PairWay,
  type ScoredPair,
  scoredPair,
} from './architecture-pairs.ts';
import { percent, table } from './figures-table.ts';
import type { MeasuredFunction } from './measured-function.ts';
import { meanAndError } from './summary.ts';
import type { Tuner } from './tuner.ts';

const OBJECTIVES: readonly Objective[] = [
  { kind: 'value', costTolerancePercent: 5 },
  { kind: 'cost' },
  { kind: 'speed' },
  { kind: 'balanced', weight: 0.5 },
];

const WAY_TEXTS: Readonly<Record<PairWay, string>> = {
  none: 'the present one alone',
  linked: 'a run on both',
  full: 'both tuned by themselves',
};

const REGRET_MAX = 0.05;

/** Returns a table of how often architecture and size are chosen correctly, and at what expense. */
export function architecturesTable(
  tuner: Tuner,
  functions: readonly MeasuredFunction[],
  {
    runs,
    seed,
    objectives,
  }: {
    readonly runs: number;
    readonly seed: number;
    readonly objectives: readonly Objective['kind'][];
  },
): string {
  const pairs = architecturePairs(functions);
  if (pairs.length === 0) return 'No function was measured on both architectures.';
  const rows = OBJECTIVES.filter(({ kind }) => objectives.includes(kind)).flatMap((wanted) =>
    PAIR_WAYS.map((way) => {
      const byFunction = pairs.map((pair) =>
        Array.from({ length: runs }, (_, run) =>
          scoredPair(tuner, pair, { objective: wanted, way, seed: seed * 1_000_003 + run * 7919 }),
        ),
      );
      const share = (holds: (scored: ScoredPair) => boolean) =>
        percent(
          meanAndError(byFunction, (scored) => (holds(scored) ? 1 : 0)),
          1,
        );
      const mean = (amountOf: (scored: ScoredPair) => number) => meanAndError(byFunction, amountOf);
      return [
        `\`${wanted.kind}\`, ${WAY_TEXTS[way]}`,
        mean(({ invocations }) => invocations).mean.toFixed(1),
        mean(({ otherInvocations }) => otherInvocations).mean.toFixed(1),
        share(({ isArchitectureRight }) => isArchitectureRight),
        share(({ regret }) => regret <= REGRET_MAX),
        share(({ isBest }) => isBest),
        percent(
          mean(({ regret }) => regret),
          2,
        ),
      ];
    }),
  );
  const text = `${pairs.length} of the functions were measured on both architectures, at the sizes that both have. Regret is the loss against the best size of both, by which the planner decides; with \`value\` it ends at 100 %. The best of all is on the other one for half of them, because each of a pair is the present one once.`;
  const rates = table(
    [
      'objective, what is measured',
      'invocations',
      'on the other one',
      'architecture right, %',
      'within 5 %, %',
      'the best of all, %',
      'regret, %',
    ],
    rows,
  );
  return `${text}\n\n${rates}`;
}
