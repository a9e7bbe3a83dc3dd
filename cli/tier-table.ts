import { styleText } from 'node:util';
import type { TierRow, TuningResult } from '../shared/contract/tuning-result.ts';
import {
  durationEstimateText,
  durationText,
  usdEstimateText,
} from '../shared/core/advice/figure-text.ts';
import { tierOutcomeText } from '../shared/core/measurement/tier-outcome-text.ts';

const COLUMNS = [
  'memory',
  'duration (90 %)',
  '$ per million (90 %)',
  'warm+cold',
  'measured mean',
  'cold start',
  'memory used',
  'outcome',
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
  const { estimate, figures } = tier;
  const startMs = figures?.startDurationMsMedian;
  return [
    `${tier.powerValue} MB`,
    estimate ? durationEstimateText(estimate.durationMs) : '–',
    estimate ? usdEstimateText(estimate.costUsdPerMillion) : '–',
    `${tier.warmSampleCount}+${tier.coldSampleCount}`,
    figures ? durationText(figures.durationMsMean) : '–',
    startMs === undefined ? '–' : durationText(startMs),
    figures ? `${figures.maxMemoryUsedMb.toFixed(0)} MB` : '–',
    tier.powerValue === result.powerValue ? 'recommended' : tierOutcomeText(tier.outcome),
  ];
}
