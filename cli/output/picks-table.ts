import { chosenName, fastestText } from '../../shared/contract/size-roles.ts';
import type { TierRow, TuningResult } from '../../shared/contract/tuning-result.ts';
import { durationText, percentText, usdText } from '../../shared/core/advice/figure-text.ts';
import type { SizePick } from '../../shared/core/advice/size-picks.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import type { Estimate } from '../../shared/core/planner/estimate.ts';
import type { Page } from './answer-form.ts';
import type { Paint } from './paint.ts';
import { durationPlusMinus, usdPlusMinus } from './plus-minus.ts';
import { durationTitle } from './sizes-table.ts';
import { type Column, fittingTable, wrapped } from './text-layout.ts';

/** One row: a pick, or the present size. */
export interface PickRow {
  readonly label: string;
  /** Whether it is the size to use. */
  readonly isChosen: boolean;
  readonly memoryMb: number;
  /** Absent if nothing is known about the size. */
  readonly durationMs?: Estimate;
  readonly costUsdPerMillion?: Estimate;
  readonly versusPresent?: SizePick['versusPresent'];
  readonly costUsdPerMonth?: number | undefined;
  /** The text that replaces absent figures. */
  readonly note: string;
}

/** A rise of at least this is shown as a factor, per cent. */
const PERCENT_AS_FACTOR_MIN = 99.5;

/** A change smaller than this is shown as "same", per cent. */
const CHANGE_PERCENT_MIN = 0.5;

const NONE = '–';

/** Formats the three picks and the present size as the widest table that fits. */
export function picksTable(result: TuningResult, { width, paint }: Page): readonly string[] {
  const rows = pickRowsOf(result);
  const column = (title: string, cellOf: (row: PickRow) => string, isText = false): Column => ({
    title: paint.colour('muted', title),
    isText,
    cells: rows.map((row) => (row.isChosen ? paint.colour('strong', cellOf(row)) : cellOf(row))),
  });
  const label = column('', (row) => row.label, true);
  const memory = column('memory', ({ memoryMb }) => `${memoryMb} MB`);
  const duration = column(durationTitle(result), ({ durationMs, note }) =>
    durationMs ? durationPlusMinus(durationMs) : note,
  );
  const durationAlone = column(durationTitle(result), ({ durationMs, note }) =>
    durationMs ? durationText(durationMs.median) : note,
  );
  const cost = column('$ per million', ({ costUsdPerMillion }) =>
    costUsdPerMillion ? usdPlusMinus(costUsdPerMillion) : NONE,
  );
  const costAlone = column('$/million', ({ costUsdPerMillion }) =>
    costUsdPerMillion ? usdText(costUsdPerMillion.median) : NONE,
  );
  const costChange = column('cost', ({ versusPresent }) =>
    changeCell(versusPresent?.costPercent, paint),
  );
  const timeChange = column('time', ({ versusPresent }) =>
    changeCell(versusPresent?.durationPercent, paint),
  );
  const hasMonth = rows.some(({ costUsdPerMonth }) => costUsdPerMonth !== undefined);
  const month = hasMonth
    ? [
        column('a month', ({ costUsdPerMonth }) =>
          costUsdPerMonth === undefined ? NONE : usdText(costUsdPerMonth),
        ),
      ]
    : [];
  const changes = [costChange, timeChange];
  const lines = fittingTable(
    [
      [label, memory, duration, cost, ...changes, ...month],
      [label, memory, duration, costAlone, ...changes, ...month],
      [label, memory, duration, costAlone, ...changes],
      [label, memory, durationAlone, costAlone, ...changes],
    ],
    width,
  );
  const notes = picksNotes(result).flatMap((note) => wrapped(note, width));
  return [...lines, ...notes.map((line) => paint.colour('muted', line))];
}

/** Returns the notes below the picks, about how to read them. */
export function picksNotes(result: TuningResult): readonly string[] {
  const fastest = fastestText(result);
  return [
    '± is the 90 % interval; cost and time are compared with now.',
    ...(result.coldStarts
      ? ['All figures are of cold starts: initialisation (init) and handler together.']
      : []),
    ...(fastest === undefined ? [] : [fastest]),
  ];
}

/** Returns the rows of the three picks, and of the present size with what is known about it. */
export function pickRowsOf(result: TuningResult): readonly PickRow[] {
  const { decision, powerValueBefore, tiers } = result;
  const { picks, outlook } = decision;
  const present = tiers.find(({ powerValue }) => powerValue === powerValueBefore);
  return [
    ...(['cheapest', 'recommended', 'fastest'] as const).map((name) => ({
      label: name === 'recommended' ? chosenName(result) : name,
      isChosen: name === 'recommended',
      note: NONE,
      ...picks[name],
      // The present size is not compared with itself.
      versusPresent:
        picks[name].memoryMb === powerValueBefore ? undefined : picks[name].versusPresent,
    })),
    {
      label: 'now',
      isChosen: false,
      memoryMb: powerValueBefore,
      ...present?.estimate,
      costUsdPerMonth: outlook?.costUsdPerMonthBefore,
      note: presentNote(present),
    },
  ];
}

function presentNote(present: TierRow | undefined): string {
  if (present === undefined) {
    return 'not measured';
  }
  return present.outcome.kind === 'measured' ? NONE : tierOutcomeText(present.outcome);
}

/** Formats a change against now: `−16 %`, `+21 %`, `×2.1`; less is better. */
export function changeCell(percent: number | undefined, { colour }: Paint): string {
  if (percent === undefined) {
    return NONE;
  }
  if (Math.abs(percent) < CHANGE_PERCENT_MIN) {
    return 'same';
  }
  if (percent >= PERCENT_AS_FACTOR_MIN) {
    return colour('bad', `×${Number((1 + percent / 100).toPrecision(2))}`);
  }
  const size = percentText(Math.abs(percent));
  return percent < 0 ? colour('good', `−${size}`) : colour('bad', `+${size}`);
}
