import { describe, expect, it } from '@jest/globals';
import { plainProgress } from '../../../../cli/output/plain-progress.ts';
import { NEW_RUN, type RunView } from '../../../../cli/progress/run-view.ts';
import type { SizeView } from '../../../../cli/progress/size-view.ts';
import { aSample } from '../../../support/tuning-worlds.ts';

const WAITING: SizeView = {
  memoryMb: 256,
  state: 'waiting',
  plannedCount: 2,
  samples: [],
  samplesBefore: [],
  laneCount: 1,
  measuredForMs: 0,
};

const ROUND: RunView = {
  ...NEW_RUN,
  phase: 'planning',
  round: 1,
  sizes: [WAITING, { ...WAITING, memoryMb: 512 }],
};

function withFirst(changes: Partial<SizeView>): RunView {
  return {
    ...ROUND,
    sizes: ROUND.sizes.map((size, index) => (index === 0 ? { ...size, ...changes } : size)),
  };
}

describe('plainProgress()', () => {
  it('says which sizes a round measures', () => {
    expect(plainProgress({ ...NEW_RUN, phase: 'planning' }, ROUND)).toEqual([
      'Round 1: 256, 512 MB',
    ]);
  });

  it('names the architecture if it is not that of the function', () => {
    const moved = ROUND.sizes.map((size) => ({ ...size, architecture: 'arm64' as const }));
    const [first = WAITING] = moved;
    const round = { ...ROUND, sizes: moved };

    expect(plainProgress({ ...NEW_RUN, phase: 'planning' }, round)).toEqual([
      'Round 1: 256, 512 MB on arm64',
    ]);
    expect(
      plainProgress(round, { ...round, sizes: [{ ...first, state: 'done' }, ...moved.slice(1)] }),
    ).toEqual([expect.stringMatching(/^256 MB arm64: /)]);
  });

  it('reports a size when it changes', () => {
    const samples = [
      aSample({ isCold: true, initDurationMs: 78 }),
      aSample({ durationMs: 340 }),
      aSample({ durationMs: 346 }),
    ];

    expect(plainProgress(ROUND, withFirst({ state: 'done', samples }))).toEqual([
      '256 MB: 2 of 2 samples, mean 343 ms, cold start 78 ms',
    ]);
    expect(plainProgress(ROUND, withFirst({ state: 'failed', note: 'out of memory' }))).toEqual([
      '256 MB: out of memory, 0 of 2 samples',
    ]);
  });

  it('reports no number of samples if that is not known', () => {
    expect(plainProgress(ROUND, withFirst({ state: 'done', isUntold: true }))).toEqual([
      '256 MB: done',
    ]);
  });

  it('says nothing if nothing is new', () => {
    expect(plainProgress(ROUND, withFirst({ state: 'measuring' }))).toEqual([]);
  });

  it('says what else the run does', () => {
    expect(plainProgress(ROUND, { ...ROUND, phase: 'deciding' })).toEqual(['Deciding']);
    expect(plainProgress(ROUND, { ...ROUND, phase: 'reporting' })).toEqual([]);
  });
});
