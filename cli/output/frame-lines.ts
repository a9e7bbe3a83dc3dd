import { durationText } from '../../shared/core/advice/figure-text.ts';
import { remainingRoundMs } from '../progress/remaining-time.ts';
import type { RunView } from '../progress/run-view.ts';
import { type SizeView, sizeFigures, sizeName } from '../progress/size-view.ts';
import type { Paint, Role } from './paint.ts';
import { type Column, fittingTable, lineWidth } from './text-layout.ts';

/** A run that is shown on the screen. */
export interface RunFrame {
  readonly view: RunView;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
}

/** The screen that lines are for. */
export interface Screen {
  readonly width: number;
  /** Number of lines that fit. */
  readonly height: number;
  readonly nowMs: number;
  readonly paint: Paint;
}

/** Shortest remaining time of a round that is shown, milliseconds. */
const REMAINING_MS_MIN = 2_000;

/** Lines beside those of the sizes: the run's own, the titles, and the count of hidden sizes. */
const FRAME_LINE_COUNT = 3;

const NONE = '–';

const STATE_ROLES = {
  waiting: 'muted',
  preparing: 'muted',
  measuring: 'strong',
  done: 'good',
  failed: 'bad',
} as const satisfies Record<SizeView['state'], Role>;

/**
 * Formats a run under way: what it does, and a line for each size. Sizes that do not fit are
 * counted.
 */
export function frameLines({ view, startedAtMs }: RunFrame, screen: Screen): readonly string[] {
  const { sizes } = view;
  const room = Math.max(1, screen.height - FRAME_LINE_COUNT);
  const shown = sizes.length <= room ? sizes : mostTelling(sizes, room);
  const hidden = sizes.filter((size) => !shown.includes(size));
  return [
    runLine({ view, startedAtMs }, screen),
    ...(shown.length === 0 ? [] : sizeLines(shown, screen)),
    ...(hidden.length === 0 ? [] : [screen.paint.colour('muted', hiddenText(hidden))]),
  ];
}

/** Says what a run does, with as many parts as fit. */
function runLine({ view, startedAtMs }: RunFrame, { width, nowMs, paint }: Screen): string {
  const { phase, round, roundCountMax = 0 } = view;
  const remainingMs = remainingRoundMs(view, nowMs) ?? 0;
  const roundText =
    round !== undefined && round <= roundCountMax ? ` of ${roundCountMax} at most` : '';
  const parts = [
    phase,
    secondsText(nowMs - startedAtMs),
    ...(round === undefined ? [] : [`round ${round}${roundText}`]),
    ...(remainingMs < REMAINING_MS_MIN
      ? []
      : [`about ${secondsText(remainingMs)} left in this round`]),
  ];
  const fitting = parts.filter(
    (_, index) => lineWidth(parts.slice(0, index + 1).join(' · ')) <= width,
  );
  const [word = '', ...rest] = fitting;
  return [paint.colour('strong', word), ...rest].join(' · ');
}

function sizeLines(sizes: readonly SizeView[], { width, paint }: Screen): readonly string[] {
  const column = (title: string, cellOf: (size: SizeView) => string, isText = false): Column => ({
    title: paint.colour('muted', title),
    isText,
    cells: sizes.map(cellOf),
  });
  const memory = column('memory', sizeName);
  const state = column(
    'state',
    ({ state: name, note }) => paint.colour(STATE_ROLES[name], note ?? name),
    true,
  );
  const samples = column('samples', sampleProgressText);
  const mean = column('mean', (size) => figureText(sizeFigures(size).meanMs));
  const start = column(sizes.some(({ coldStarts }) => coldStarts) ? 'init' : 'cold start', (size) =>
    figureText(sizeFigures(size).coldStartMs),
  );
  return fittingTable(
    [
      [memory, state, samples, mean, start],
      [memory, state, samples, mean],
      [memory, state, samples],
      [memory, state],
    ],
    width,
  );
}

/** Formats the number of samples that count, and of those that are planned. */
export function sampleProgressText(size: SizeView): string {
  const { sampleCount } = sizeFigures(size);
  return size.isUntold ? NONE : `${sampleCount} of ${size.plannedCount}`;
}

function figureText(durationMs: number | undefined): string {
  return durationMs === undefined ? NONE : durationText(durationMs);
}

/** Formats a waiting time: `8 s`, `2 min 5 s`. */
function secondsText(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Order in which sizes are shown if not all fit: those under way first. */
const STATES_BY_INTEREST = ['measuring', 'preparing', 'failed', 'done', 'waiting'] as const;

function mostTelling(sizes: readonly SizeView[], count: number): readonly SizeView[] {
  return sizes
    .toSorted((a, b) => STATES_BY_INTEREST.indexOf(a.state) - STATES_BY_INTEREST.indexOf(b.state))
    .slice(0, count)
    .toSorted((a, b) => a.memoryMb - b.memoryMb);
}

function hiddenText(hidden: readonly SizeView[]): string {
  const counts = STATES_BY_INTEREST.flatMap((state) => {
    const count = hidden.filter((size) => size.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return `and ${hidden.length} more: ${counts.join(', ')}`;
}
