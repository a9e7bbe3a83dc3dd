import { differencesTable } from './figures-table.ts';
import type { MeasuredFunction } from './measured-function.ts';
import type { ProductionKnown } from './production-evidence.ts';
import { type BenchOptions, scoredRuns } from './scored-run.ts';
import type { Tuner } from './tuner.ts';

/** Offsets of production's events from the measured one. */
const OFFSETS = [0, 0.15, 0.5];

/**
 * Standard deviations that the planner assumes for the offset. With a large one, the point has no
 * influence.
 */
const OFFSET_SDS = [0.15, 0.3];
const SAYS_NOTHING_SD = 5;

/** The most frequent objectives of runs. */
const OBJECTIVES = ['value', 'cost'] as const;

/**
 * Shows what production's median at the present size is worth as evidence: results with it minus
 * those without it.
 */
export function productionTable(
  tuner: Tuner,
  functions: readonly MeasuredFunction[],
  options: Omit<BenchOptions, 'objective'>,
): string {
  return OBJECTIVES.map((objective) => {
    const runsWith = (production?: ProductionKnown) =>
      functions.map((own) =>
        scoredRuns(tuner, own, { ...options, objective, ...(production && { production }) }),
      );
    const rows: readonly (readonly [string, ProductionKnown])[] = [
      ['a point that says nothing', { offset: 0, offsetSd: SAYS_NOTHING_SD }],
      ...OFFSET_SDS.flatMap((offsetSd) =>
        OFFSETS.map((offset): readonly [string, ProductionKnown] => [
          `${100 * offset} % off, taken for ± ${100 * offsetSd} %`,
          { offset, offsetSd },
        ]),
      ),
    ];
    return differencesTable(
      `production, \`${objective}\``,
      { label: 'not known', runs: runsWith() },
      rows.map(([label, production]) => ({ label, runs: runsWith(production) })),
    );
  }).join('\n\n');
}
