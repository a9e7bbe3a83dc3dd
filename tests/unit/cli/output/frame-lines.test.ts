import { describe, expect, it } from '@jest/globals';
import { frameLines } from '../../../../cli/output/frame-lines.ts';
import { PLAIN } from '../../../../cli/output/paint.ts';
import { lineWidth } from '../../../../cli/output/text-layout.ts';
import { NEW_RUN, type RunView } from '../../../../cli/progress/run-view.ts';
import type { SizeView } from '../../../../cli/progress/size-view.ts';
import { aSample } from '../../../support/tuning-worlds.ts';

const COLD = aSample({ isCold: true, initDurationMs: 78.1 });

function size(memoryMb: number, changes: Partial<SizeView> = {}): SizeView {
  return {
    memoryMb,
    state: 'waiting',
    plannedCount: 3,
    samples: [],
    samplesBefore: [],
    laneCount: 1,
    measuredForMs: 0,
    ...changes,
  };
}

const SIZES = [
  size(128, { state: 'failed', note: 'out of memory' }),
  size(256, {
    state: 'done',
    plannedCount: 1,
    samples: [COLD, aSample({ durationMs: 9_345 })],
    samplesBefore: [COLD],
  }),
  size(1217, { state: 'preparing' }),
  size(1769, { state: 'measuring', stepSinceMs: 84_000, samplesBefore: [COLD] }),
  size(10_240),
];

const VIEW: RunView = { ...NEW_RUN, phase: 'measuring', round: 2, roundCountMax: 3, sizes: SIZES };

function frame(screen: { width: number; height?: number; view?: RunView }): readonly string[] {
  const { width, height = 30, view = VIEW } = screen;
  return frameLines({ view, startedAtMs: 0 }, { width, height, nowMs: 84_000, paint: PLAIN });
}

describe('frameLines()', () => {
  it.each([120, 80])('shows what a run does, and each size: %i columns', (width) => {
    expect(frame({ width })).toEqual([
      'measuring · 1 min 24 s · round 2 of 3 at most · about 37 s left in this round',
      '  memory  state          samples      mean  cold start',
      '  128 MB  out of memory   0 of 3         –           –',
      '  256 MB  done            1 of 1  9,350 ms     78.1 ms',
      ' 1217 MB  preparing       0 of 3         –           –',
      ' 1769 MB  measuring       0 of 3         –           –',
      '10240 MB  waiting         0 of 3         –           –',
    ]);
  });

  it('shows less on a narrow terminal', () => {
    expect(frame({ width: 60 })[0]).toBe('measuring · 1 min 24 s · round 2 of 3 at most');
    expect(frame({ width: 40 })).toEqual([
      'measuring · 1 min 24 s',
      '  memory  state          samples',
      '  128 MB  out of memory   0 of 3',
      '  256 MB  done            1 of 1',
      ' 1217 MB  preparing       0 of 3',
      ' 1769 MB  measuring       0 of 3',
      '10240 MB  waiting         0 of 3',
    ]);
  });

  it.each([60, 80, 120])('is no wider than the terminal: %i columns', (width) => {
    expect(frame({ width }).filter((line) => lineWidth(line) > width)).toEqual([]);
  });

  it('counts the sizes for which there are too few lines, and shows those under way', () => {
    expect(frame({ width: 80, height: 5 }).slice(1)).toEqual([
      ' memory  state      samples  mean  cold start',
      '1217 MB  preparing   0 of 3     –           –',
      '1769 MB  measuring   0 of 3     –           –',
      'and 3 more: 1 failed, 1 done, 1 waiting',
    ]);
  });

  it('shows a run that nothing is known about, and no number of rounds that it has exceeded', () => {
    expect(frame({ width: 80, view: NEW_RUN })).toEqual(['starting · 1 min 24 s']);
    expect(
      frame({ width: 80, view: { ...NEW_RUN, phase: 'planning', round: 4, roundCountMax: 3 } }),
    ).toEqual(['planning · 1 min 24 s · round 4']);
  });

  it('shows no number of samples if that is not known', () => {
    const view = { ...VIEW, sizes: [size(256, { state: 'done', isUntold: true })] };

    expect(frame({ width: 80, view }).at(-1)).toBe('256 MB  done         –     –           –');
  });
});
