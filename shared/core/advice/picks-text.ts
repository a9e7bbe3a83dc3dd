import { countText, durationEstimateText, usdEstimateText, usdText } from './figure-text.ts';
import type { SizePick, SizePicks } from './size-picks.ts';
import { changesText } from './verdict-text.ts';

/** The three picks as lines of a table, for a terminal. */
export function picksLines(picks: SizePicks, presentMb: number): readonly string[] {
  const rows = pickRows(picks, presentMb);
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The three picks as rows of cells, the titles first. */
function pickRows(picks: SizePicks, presentMb: number): readonly (readonly string[])[] {
  const hasMoney = picks.recommended.costUsdPerMonth !== undefined;
  return [
    [
      '',
      'memory',
      '$ per million (90 %)',
      'duration (90 %)',
      `against ${presentMb} MB now`,
      'measured',
      ...(hasMoney ? ['a month'] : []),
    ],
    ['cheapest', ...cells(picks.cheapest, presentMb)],
    ['recommended', ...cells(picks.recommended, presentMb)],
    ['fastest', ...cells(picks.fastest, presentMb)],
  ];
}

/** Size, cost, duration, what it means against the present size, samples, and money per month. */
function cells(pick: SizePick, presentMb: number): readonly string[] {
  const { memoryMb, versusPresent, warmSampleCount, costUsdPerMonth } = pick;
  return [
    `${memoryMb} MB`,
    usdEstimateText(pick.costUsdPerMillion),
    durationEstimateText(pick.durationMs),
    versusText(memoryMb, versusPresent, presentMb),
    warmSampleCount === 0 ? 'not measured' : countText(warmSampleCount, 'warm sample'),
    ...(costUsdPerMonth === undefined ? [] : [usdText(costUsdPerMonth)]),
  ];
}

function versusText(
  memoryMb: number,
  versusPresent: SizePick['versusPresent'],
  presentMb: number,
): string {
  if (memoryMb === presentMb) {
    return 'the present size';
  }
  return versusPresent === undefined ? '–' : changesText(versusPresent);
}
