import { describe, expect, it } from '@jest/globals';
import type { ProgressEvent } from '../../../../cli/progress/progress-event.ts';
import { NEW_RUN, type RunView, viewAfter } from '../../../../cli/progress/run-view.ts';
import { sizeFigures, sizeName } from '../../../../cli/progress/size-view.ts';
import { aSample } from '../../../support/tuning-worlds.ts';

const COLD = aSample({ isCold: true, initDurationMs: 80, durationMs: 400 });
const warm = (...durationsMs: readonly number[]) =>
  durationsMs.map((durationMs) => aSample({ durationMs }));

function entered(stateName: string, powerValue?: number, startedAtMs = 0): ProgressEvent {
  return { kind: 'entered', key: 1, stateName, startedAtMs, ...(powerValue && { powerValue }) };
}

function exited(
  stateName: string,
  output: unknown,
  { powerValue, error }: { powerValue?: number; error?: string } = {},
): ProgressEvent {
  return {
    kind: 'exited',
    key: 1,
    stateName,
    startedAtMs: 0,
    durationMs: 900,
    output,
    ...(powerValue && { powerValue }),
    ...(error && { error }),
  };
}

/** The plan of a round, with the number of warm samples by size. */
function planned(round: number, counts: Readonly<Record<number, number>>): ProgressEvent {
  return exited('PlanRound', {
    round,
    isComplete: false,
    isOutdated: false,
    reason: 'because',
    measurements: Object.entries(counts).map(([size, warmSampleCount]) => ({
      powerValue: Number(size),
      warmSampleCount,
      laneCount: 1,
      newLaneCount: 1,
    })),
    tiers: { kind: 'inline', value: [] },
  });
}

function measured(powerValue: number, tier: object): ProgressEvent {
  const value = {
    powerValue,
    outcome: { kind: 'measured' },
    samples: [COLD],
    errorCount: 0,
    errorBilledDurationMs: 0,
    ...tier,
  };
  const output = { status: 'complete', tier: { kind: 'inline', value } };
  return exited('MeasureTier', output, { powerValue });
}

function viewOf(...events: readonly ProgressEvent[]): RunView {
  return events.reduce(viewAfter, NEW_RUN);
}

function sizesOf({ sizes }: RunView) {
  return sizes.map(({ memoryMb, state, note, plannedCount, ...size }) => ({
    memoryMb,
    state: note ?? state,
    samples: `${sizeFigures({ memoryMb, state, plannedCount, ...size }).sampleCount} of ${plannedCount}`,
  }));
}

describe('viewAfter()', () => {
  it('names what a run does in one word', () => {
    const phases = [
      'ValidatePermissions',
      'PlanRound',
      'PrepareTier',
      'ReasonAboutTiers',
      'ApplyConfig',
      'CleanUp',
      'WatchProduction',
      'PublishReport',
    ].map((stateName) => viewOf(entered(stateName)).phase);

    expect(phases).toEqual([
      'checking',
      'planning',
      'measuring',
      'deciding',
      'applying',
      'cleaning up',
      'watching',
      'reporting',
    ]);
  });

  it('knows the most rounds only if the run chooses its sizes', () => {
    const request = { payloadWeights: [1] };
    const validated = (fields: object) =>
      viewOf(exited('ValidatePermissions', { request: { ...request, ...fields } }));

    expect(validated({}).roundCountMax).toBe(3);
    expect(validated({ sampleCount: 5 }).roundCountMax).toBeUndefined();
  });

  it('follows each size from the plan to the end of its measuring', () => {
    const begun = viewOf(planned(1, { 1024: 2, 256: 2 }), entered('PrepareTier', 256));
    const done = [
      entered('MeasureTier', 1024),
      measured(1024, { samples: [COLD, ...warm(70, 80)] }),
    ].reduce(viewAfter, begun);

    expect(sizesOf(begun)).toEqual([
      { memoryMb: 256, state: 'preparing', samples: '0 of 2' },
      { memoryMb: 1024, state: 'waiting', samples: '0 of 2' },
    ]);
    expect(sizesOf(done)[1]).toEqual({ memoryMb: 1024, state: 'done', samples: '2 of 2' });
    expect(done.sizes.map(sizeFigures)).toEqual([
      { sampleCount: 0 },
      { sampleCount: 2, meanMs: 75, coldStartMs: 80 },
    ]);
  });

  it('adds the samples of a later round, and keeps the sizes of earlier ones', () => {
    const view = viewOf(
      planned(1, { 256: 1, 512: 1 }),
      measured(256, { samples: [COLD, ...warm(300)] }),
      measured(512, { samples: [COLD, ...warm(150)] }),
      planned(2, { 512: 3 }),
      measured(512, { samples: warm(150, 160, 170) }),
    );

    expect(view.round).toBe(2);
    expect(sizesOf(view)).toEqual([
      { memoryMb: 256, state: 'done', samples: '1 of 1' },
      { memoryMb: 512, state: 'done', samples: '4 of 4' },
    ]);
  });

  it('keeps a size on the other architecture separate from the same size on the present one', () => {
    const architecture = 'arm64';
    const onArm = (event: ProgressEvent): ProgressEvent => ({ ...event, architecture });
    const round = planned(2, { 512: 3 });
    const measurements = [
      { powerValue: 512, architecture, warmSampleCount: 3, laneCount: 1, newLaneCount: 1 },
    ];

    const view = viewOf(
      planned(1, { 512: 1 }),
      measured(512, { samples: [COLD, ...warm(150)] }),
      {
        ...round,
        output: { ...(round as { output: object }).output, measurements },
      } as ProgressEvent,
      onArm(entered('MeasureTier', 512)),
      onArm(measured(512, { architecture, samples: [COLD, ...warm(120, 121, 122)] })),
    );

    expect(view.sizes.map((size) => [sizeName(size), sizeFigures(size).meanMs])).toEqual([
      ['512 MB', 150],
      ['512 MB arm64', 121],
    ]);
  });

  it('plans the samples for each class of payloads', () => {
    const view = viewOf(
      exited('ValidatePermissions', { request: { payloadWeights: [3, 1] } }),
      planned(1, { 256: 5 }),
    );

    expect(sizesOf(view)[0]?.samples).toBe('0 of 10');
  });

  it('shows the samples of finished steps while another step follows', () => {
    const progress = {
      samples: [COLD, ...warm(20_000, 21_000)],
      errorCount: 0,
      errorBilledDurationMs: 0,
      consecutiveErrorCount: 0,
      stepCount: 1,
      idleStepCount: 0,
      hasOutlastedBound: false,
      lanesAfterDeath: [],
    };
    const output = { status: 'continue', progress: { kind: 'inline', value: progress } };

    const view = viewOf(
      planned(1, { 256: 5 }),
      entered('MeasureTier', 256),
      exited('MeasureTier', output, { powerValue: 256 }),
    );

    expect(sizesOf(view)).toEqual([{ memoryMb: 256, state: 'measuring', samples: '2 of 5' }]);
  });

  it('shows no samples that are in the store', () => {
    const output = { status: 'complete', tier: { kind: 'stored', key: 'k' } };

    const view = viewOf(
      planned(1, { 256: 100 }),
      exited('MeasureTier', output, { powerValue: 256 }),
    );

    expect(view.sizes[0]).toMatchObject({ state: 'done', isUntold: true, samples: [] });
  });

  it.each([
    [
      'out of memory',
      measured(256, { outcome: { kind: 'infeasible', reason: 'outOfMemory', message: '' } }),
    ],
    [
      'failed: TypeError',
      measured(256, { outcome: { kind: 'failed', errorName: 'TypeError', message: '' } }),
    ],
    [
      'failed: ThrottledError',
      exited('PrepareTier', null, { powerValue: 256, error: 'ThrottledError' }),
    ],
    [
      'not allowed in this account',
      exited(
        'PrepareTier',
        { isPrepared: false, outcome: { kind: 'infeasible', reason: 'notAllowed', message: '' } },
        { powerValue: 256 },
      ),
    ],
  ])('says why a size cannot be measured: %s', (state, event) => {
    expect(sizesOf(viewOf(planned(1, { 256: 2 }), event))[0]?.state).toBe(state);
  });

  it('forgets measurements of a function that has been released since', () => {
    const view = viewOf(planned(1, { 256: 2 }), exited('CleanUpBeforeRestart', {}));

    expect(view.sizes).toEqual([]);
  });
});
