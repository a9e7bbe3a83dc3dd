import { rolesOf } from '../../shared/contract/size-roles.ts';
import type { TierRow, TuningResult } from '../../shared/contract/tuning-result.ts';
import { durationText, usdText } from '../../shared/core/advice/figure-text.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import type { Page } from './answer-form.ts';
import { durationPlusMinus, usdPlusMinus } from './plus-minus.ts';
import { type Column, fittingTable } from './text-layout.ts';

const NONE = '–';

/** Formats every size of a run as the widest table that fits; empty without a size. */
export function sizesTable(result: TuningResult, { width, paint }: Page): readonly string[] {
  const { tiers } = result;
  const column = (title: string, cellOf: (tier: TierRow) => string, isText = false): Column => ({
    title: paint.colour('muted', title),
    isText,
    cells: tiers.map((tier) =>
      tier.powerValue === result.powerValue ? paint.colour('strong', cellOf(tier)) : cellOf(tier),
    ),
  });
  const memory = column('memory', ({ powerValue }) => `${powerValue} MB`);
  const samples = column('warm+cold', (tier) => `${tier.warmSampleCount}+${tier.coldSampleCount}`);
  const duration = column(durationTitle(result), ({ estimate }) =>
    estimate ? durationPlusMinus(estimate.durationMs) : NONE,
  );
  const cost = column('$ per million', ({ estimate }) =>
    estimate ? usdPlusMinus(estimate.costUsdPerMillion) : NONE,
  );
  const costAlone = column('$/million', ({ estimate }) =>
    estimate ? usdText(estimate.costUsdPerMillion.median) : NONE,
  );
  const start = column(startTitle(result), ({ figures }) =>
    figures?.startDurationMsMedian === undefined
      ? NONE
      : durationText(figures.startDurationMsMedian),
  );
  const used = column('used', ({ figures }) =>
    figures ? `${figures.maxMemoryUsedMb.toFixed(0)} MB` : NONE,
  );
  const note = column('', (tier) => noteText(tier, result), true);
  const lines = fittingTable(
    [
      [memory, samples, duration, cost, start, used, note],
      [memory, samples, duration, costAlone, start, note],
      [memory, samples, duration, costAlone, note],
      [memory, duration, costAlone, note],
    ],
    width,
  );
  return tiers.length === 0 ? [] : [paint.colour('strong', 'Measured sizes'), ...lines];
}

/** Returns the title of the column of durations. */
export function durationTitle({ coldStarts }: Pick<TuningResult, 'coldStarts'>): string {
  return coldStarts ? 'cold start' : 'duration';
}

/** Returns the title of the column of cold starts, or of their initialisation alone. */
export function startTitle({ coldStarts }: Pick<TuningResult, 'coldStarts'>): string {
  return coldStarts ? 'init' : 'cold start';
}

/** Returns the note on a size beside its figures: its outcome, if it failed, and its roles. */
export function noteText({ powerValue, outcome }: TierRow, result: TuningResult): string {
  return [
    ...(outcome.kind === 'measured' ? [] : [tierOutcomeText(outcome)]),
    ...rolesOf(result, powerValue),
  ].join(', ');
}
