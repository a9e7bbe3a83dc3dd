import type { ProgressEvent } from '../../cli/progress/progress-event.ts';
import type { PublishReportInput } from '../../shared/contract/publish-report.ts';
import { warmSamples } from '../../shared/core/measurement/sample.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';

/** Events of a run of two rounds, in order. */
export interface LiveEvents {
  readonly before: readonly ProgressEvent[];
  readonly firstRound: readonly ProgressEvent[];
  readonly secondRound: readonly ProgressEvent[];
  readonly decided: readonly ProgressEvent[];
}

/** Duration of each state, ms. */
const STATE_MS = 400;

/** Returns the progress events of a run with known sizes, as its history would have them. */
export function liveEvents(
  input: PublishReportInput,
  tiers: readonly Tier[],
  {
    first = [128, 1024],
    second = [512, 1769],
  }: { readonly first?: readonly number[]; readonly second?: readonly number[] } = {},
): LiveEvents {
  let key = 0;
  const passing = (stateName: string, output: unknown, powerValue?: number): ProgressEvent[] => {
    key += 1;
    const pass = {
      key,
      stateName,
      startedAtMs: Date.now(),
      ...(powerValue !== undefined && { powerValue }),
    };
    return [
      { ...pass, kind: 'entered' },
      { ...pass, kind: 'exited', durationMs: STATE_MS, output },
    ];
  };
  const measured = (sizes: readonly number[]) =>
    tiers.filter(({ powerValue }) => sizes.includes(powerValue));
  const planned = (round: number, sizes: readonly number[], known: readonly Tier[]) =>
    passing('PlanRound', {
      round,
      roundsDone: round - 1,
      isComplete: sizes.length === 0,
      isOutdated: false,
      reason: 'Measuring 512 MB is expected to save 0.40 % more than it costs',
      measurements: measured(sizes).map(({ powerValue, samples }) => ({
        powerValue,
        warmSampleCount: warmSamples(samples).length,
        laneCount: 1,
        newLaneCount: 1,
      })),
      tiers: { kind: 'inline', value: known },
    });
  const measuring = (sizes: readonly number[]) =>
    measured(sizes).flatMap((tier) => [
      ...passing('PrepareTier', { isPrepared: true }, tier.powerValue),
      ...passing(
        'MeasureTier',
        { status: 'complete', tier: { kind: 'inline', value: tier } },
        tier.powerValue,
      ),
    ]);
  const { request, run, preflight, target, decision } = input;
  const payload = { kind: 'inline', value: ['{}'] };
  return {
    before: [
      ...passing('ValidatePermissions', { request, run, payload, preflight }),
      ...passing('ResolveFunction', {
        target,
        concurrencyMax: 20,
        production: decision.production,
      }),
      ...planned(1, first, []),
    ],
    firstRound: [...measuring(first), ...planned(2, second, measured(first))],
    secondRound: measuring(second),
    decided: [
      ...planned(3, [], measured([...first, ...second])),
      ...passing('ReasonAboutTiers', decision),
    ],
  };
}
