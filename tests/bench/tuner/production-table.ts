import { differencesTable } from './figures-table.ts';
import type { MeasuredFunction } from './measured-function.ts';
import type { ProductionKnown } from './production-evidence.ts';
import { type BenchOptions, scoredRuns } from './scored-run.ts';
import type { Tuner } from './tuner.ts';

/** How far production's event is from the measured one. */
const OFFSETS = [0, 0.15, 0.5];

/** What the offset is taken for; a point that is taken for this vague says nothing. */
const OFFSET_SDS = [0.15, 0.3];
const SAYS_NOTHING_SD = 5;

/** The objectives that most runs have. */
const OBJECTIVES = ['value', 'cost'] as const;

/** What production's median at the present size is worth as evidence: with it, less without it. */
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
