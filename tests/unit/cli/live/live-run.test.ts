import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LiveMessage } from '../../../../cli/live/live-message.ts';
import { LiveRun } from '../../../../cli/live/live-run.ts';
import type { ProgressEvent } from '../../../../cli/progress/progress-event.ts';
import type { Tier } from '../../../../shared/core/measurement/tier.ts';
import { type GeneratedReport, reportFor } from '../../../support/generated-reports.ts';
import type { GeneratedFunction } from '../../../support/generated-results.ts';
import { GOLDEN_FUNCTIONS } from '../../../support/golden-functions.ts';
import { type LiveEvents, liveEvents } from '../../../support/live-events.ts';
import { aSample } from '../../../support/tuning-worlds.ts';

type Tiers = Extract<LiveMessage, { kind: 'tiers' }>;
type Plan = Extract<LiveMessage, { kind: 'plan' }>;

let messages: LiveMessage[];
let run: LiveRun;
let events: LiveEvents;
let report: GeneratedReport;

beforeEach(async () => {
  report = await reportFor(GOLDEN_FUNCTIONS['steep-cpu-bound'] as GeneratedFunction);
  const { tiers } = report.input;
  events = liveEvents(report.input, tiers.kind === 'inline' ? (tiers.value as Tier[]) : []);
  messages = [];
  run = new LiveRun((message) => messages.push(message), { run: 0, title: 'target' });
});

function play(...parts: readonly (readonly ProgressEvent[])[]): void {
  for (const event of parts.flat()) {
    run.onEvent(event);
  }
}

function latest<Kind extends LiveMessage['kind']>(kind: Kind) {
  return messages.findLast((message) => message.kind === kind) as Extract<
    LiveMessage,
    { kind: Kind }
  >;
}

/** Width of the interval at 1024 MB, as a share of the value. */
function intervalAt1024({ tiers }: Tiers): number {
  const { duration = '' } = tiers.find(({ powerValue }) => powerValue === 1024) ?? {};
  const [, value = 0, low = 0, high = 0] =
    duration.replaceAll(',', '').match(/^([\d.]+) ms \(([\d.]+) to ([\d.]+)\)$/) ?? [];
  return (Number(high) - Number(low)) / Number(value);
}

describe('LiveRun', () => {
  it('says what is measured, why, and what follows', () => {
    play(events.before);
    const first: Plan = latest('plan');
    play(events.firstRound);
    const second: Plan = latest('plan');

    expect(first.text).toBe(
      'Round 1 measures 128, 1024 MB: Measuring 512 MB is expected to save 0.40 % more than it costs.',
    );
    expect(first.next).toBe('Then at most 2 more rounds.');
    expect(first).not.toHaveProperty('expectedAtMs');
    expect(second.next).toBe('Then at most 1 more round.');
    expect(second.expectedAtMs).toBeGreaterThan(Date.now() - 60_000);
  });

  it('draws nothing before anything is measured, then each measured size', () => {
    play(events.before);
    expect(latest('tiers').chart).toBe('');

    play(events.firstRound);
    expect(latest('tiers').tiers.map(({ powerValue }) => powerValue)).toEqual([128, 1024]);
    expect(latest('tiers').chart).toContain('measured next');
    expect(latest('tiers').chart).toContain('class="band"');

    play(events.secondRound, events.decided);
    expect(latest('tiers').chart).not.toContain('measured next');
    expect(latest('tiers').chosen).toBe(report.result.powerValue);
    expect(latest('tiers').chart).toContain('recommended: 1769 MB');
  });

  it.each([
    ['doubtful-limit', 'limit for p95: 205 ms'],
    ['impossible-limit', 'limit for p95: 1 ms, below what is drawn'],
  ])('names no size to use if none is advised: %s', async (name, limit) => {
    const undecided = await reportFor(GOLDEN_FUNCTIONS[name] as GeneratedFunction);
    const { tiers } = undecided.input;
    const measured = tiers.kind === 'inline' ? (tiers.value as Tier[]) : [];
    const sizes = measured.map(({ powerValue }) => powerValue);
    const own = liveEvents(undecided.input, measured, {
      first: sizes.slice(0, 2),
      second: sizes.slice(2),
    });
    play(own.before, own.firstRound, own.secondRound, own.decided);

    expect(latest('tiers')).not.toHaveProperty('chosen');
    expect(latest('tiers').chart).not.toContain('recommended');
    expect(latest('tiers').chart).toMatch(/class="mark-label (candidate|present)"/);
    expect(latest('tiers').chart).toContain(limit);
    expect(latest('decision').rationale).toContain(undecided.result.decision.verdict.text);
  });

  it('shows an interval that narrows as more is measured', () => {
    const [planned] = events.firstRound.slice(-2);
    play(events.before, events.firstRound.slice(0, -2));
    const early = intervalAt1024(latest('tiers'));
    play(planned === undefined ? [] : [planned], events.firstRound.slice(-1), events.secondRound);

    expect(early).toBeGreaterThan(0);
    expect(intervalAt1024(latest('tiers'))).toBeLessThan(early);
  });

  it('shows the samples of a tier that another step continues', () => {
    play(events.before);
    const pass = { key: 100, stateName: 'MeasureTier', startedAtMs: 0, powerValue: 128 };
    const samples = [aSample({ durationMs: 900 }), aSample({ durationMs: 910 })];
    const value = {
      samples,
      errorCount: 0,
      errorBilledDurationMs: 0,
      consecutiveErrorCount: 0,
      stepCount: 1,
      idleStepCount: 0,
      hasOutlastedBound: false,
      lanesAfterDeath: [],
    };
    const output = { status: 'continue', progress: { kind: 'inline', value } };
    play([
      { ...pass, kind: 'entered' },
      { ...pass, kind: 'exited', durationMs: 1, output },
    ]);

    expect(latest('tiers').tiers).toMatchObject([{ powerValue: 128, sampleCount: 2 }]);
    expect(latest('tiers').chart.match(/class="sample" cx/g)).toHaveLength(5);
  });

  it('announces a round on the other architecture, and leaves its sizes to the report', () => {
    const architecture = 'arm64';
    const plan = {
      round: 2,
      isComplete: false,
      isOutdated: false,
      reason: '1024 MB is the most likely size on arm64',
      measurements: [
        { powerValue: 1024, architecture, warmSampleCount: 3, laneCount: 1, newLaneCount: 1 },
      ],
      // Too large for the state, so the known tiers are kept.
      tiers: { kind: 'stored', key: 'tiers' },
    };
    const pass = { key: 90, startedAtMs: 0, durationMs: 10 };
    const value = {
      powerValue: 1024,
      architecture,
      outcome: { kind: 'measured' },
      samples: [aSample({ durationMs: 1 })],
      errorCount: 0,
      errorBilledDurationMs: 0,
    };
    play(events.before, events.firstRound, events.secondRound);
    const before = latest('tiers').tiers;

    play([
      { ...pass, kind: 'exited', stateName: 'PlanRound', output: plan },
      {
        ...pass,
        kind: 'exited',
        stateName: 'MeasureTier',
        powerValue: 1024,
        architecture,
        output: { status: 'complete', tier: { kind: 'inline', value } },
      },
    ]);

    expect(latest('plan')).toMatchObject({
      text: 'Round 2 measures 1024 MB on arm64: 1024 MB is the most likely size on arm64.',
      next: '',
    });
    expect(latest('state')).toMatchObject({ powerValue: 1024, architecture });
    expect(latest('tiers').tiers.map((tier) => tier.duration)).toEqual(
      before.map((tier) => tier.duration),
    );
  });

  it('continues if it cannot read the output of another release', () => {
    const odd = [...events.before, ...events.firstRound].map((event) =>
      event.kind === 'exited' ? { ...event, output: { unheard: 'of' } } : event,
    );
    play(odd);
    run.end('SUCCEEDED', '');

    expect(latest('tiers')).toMatchObject({ tiers: [], chart: '' });
    expect(latest('end')).toMatchObject({ status: 'SUCCEEDED' });
  });
});
