import { styleText } from 'node:util';
import type { TierRow, TuningResult } from '../shared/contract/tuning-result.ts';
import { tierOutcomeText } from '../shared/core/measurement/tier-outcome-text.ts';

const COLUMNS = [
  'tier, MB',
  'samples',
  'duration, ms',
  'billed, ms',
  '$/million',
  'cold start, ms',
  'memory used, MB',
  'verdict',
];

/** The measured tiers as a table for a terminal, one line each. */
export function tierTable(result: TuningResult): string {
  const rows = result.tiers.map((tier) => cells(tier, result));
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = [COLUMNS, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === COLUMNS.length - 1 ? cell : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return lines
    .map((line, index) =>
      result.tiers[index - 1]?.powerValue === result.powerValue ? styleText('green', line) : line,
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

function cells(tier: TierRow, result: TuningResult): string[] {
  const { figures } = tier;
  return [
    String(tier.powerValue),
    `${tier.warmSampleCount}+${tier.coldSampleCount}`,
    figures?.durationMsMean.toFixed(1) ?? '–',
    figures?.billedDurationMsMean.toFixed(1) ?? '–',
    figures?.costUsdPerMillion.toFixed(3) ?? '–',
    figures?.startDurationMsMedian?.toFixed(0) ?? '–',
    figures?.maxMemoryUsedMb.toFixed(0) ?? '–',
    tier.powerValue === result.powerValue ? 'chosen' : tierOutcomeText(tier.outcome),
  ];
}
