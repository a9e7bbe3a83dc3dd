import * as z from 'zod/mini';
import { planSchema } from '../../shared/contract/plan-round.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import { PLANNED_ROUND_COUNT_MAX } from '../../shared/core/planner/planner-settings.ts';
import type { ExitEvent, ProgressEvent } from './progress-event.ts';
import { plannedSize, type SizeView, sizeAfter } from './size-view.ts';

/** What a run is doing, in one word. */
export type RunPhase =
  | 'starting'
  | 'checking'
  | 'planning'
  | 'measuring'
  | 'deciding'
  | 'applying'
  | 'cleaning up'
  | 'watching'
  | 'reporting';

/** How far a run has come, according to its history. */
export interface RunView {
  readonly phase: RunPhase;
  /** Counted from 1; absent before the first round. */
  readonly round?: number;
  /** Most rounds; absent if the request fixes the samples, or is not known yet. */
  readonly roundCountMax?: number;
  /** Number of payload classes: each is measured as often as planned. */
  readonly payloadClassCount: number;
  /** Sizes of all rounds, ascending. */
  readonly sizes: readonly SizeView[];
}

/** A run that nothing is known about yet. */
export const NEW_RUN: RunView = { phase: 'starting', payloadClassCount: 1, sizes: [] };

/** The phase of each state; a state that is missing does not change the phase. */
const PHASES: Readonly<Record<string, RunPhase>> = {
  ValidatePermissions: 'checking',
  ResolveFunction: 'checking',
  TranslateGoal: 'checking',
  RecallResult: 'checking',
  PlanRound: 'planning',
  PrepareTier: 'measuring',
  MeasureTier: 'measuring',
  InvokeSlowTier: 'measuring',
  ReasonAboutTiers: 'deciding',
  ApplyConfig: 'applying',
  VerifyConfig: 'applying',
  MoveAlias: 'applying',
  CleanUp: 'cleaning up',
  CleanUpBeforeRestart: 'cleaning up',
  CleanUpAfterFailure: 'cleaning up',
  WatchProduction: 'watching',
  PublishReport: 'reporting',
  PublishFailure: 'reporting',
};

/** Returns how far a run has come after an event. */
export function viewAfter(view: RunView, event: ProgressEvent): RunView {
  const { stateName, powerValue, architecture } = event;
  const phase = event.kind === 'entered' ? (PHASES[stateName] ?? view.phase) : view.phase;
  const now = { ...view, phase };
  if (powerValue !== undefined) {
    return {
      ...now,
      sizes: now.sizes.map((size) =>
        size.memoryMb === powerValue && size.architecture === architecture
          ? sizeAfter(size, event)
          : size,
      ),
    };
  }
  return event.kind === 'exited' && event.error === undefined ? runAfter(now, event) : now;
}

const validated = z.looseObject({
  request: z.looseObject({
    payloadWeights: z.array(z.number()),
    sampleCount: z.exactOptional(z.number()),
  }),
});

/** Returns how far a run has come after a state that is not about one size. */
function runAfter(view: RunView, { stateName, output }: ExitEvent): RunView {
  switch (stateName) {
    case 'ValidatePermissions': {
      const { request } = z.safeParse(validated, output).data ?? {};
      return {
        ...view,
        payloadClassCount: Math.max(1, request?.payloadWeights.length ?? 1),
        ...(request?.sampleCount === undefined && { roundCountMax: PLANNED_ROUND_COUNT_MAX }),
      };
    }
    case 'PlanRound': {
      const plan = z.safeParse(planSchema, output).data;
      return plan === undefined || plan.isComplete ? view : withRound(view, plan);
    }
    case 'CleanUpBeforeRestart':
      // The function has changed: earlier measurements were of its previous code or configuration.
      return { ...view, sizes: [] };
    default:
      return view;
  }
}

function withRound(
  view: RunView,
  {
    round,
    measurements,
  }: { readonly round: number; readonly measurements: readonly Measurement[] },
): RunView {
  const planned = measurements.map((measurement) => {
    const before = view.sizes.find(
      ({ memoryMb, architecture }) =>
        memoryMb === measurement.powerValue && architecture === measurement.architecture,
    );
    return plannedSize(before, measurement, view.payloadClassCount);
  });
  const rest = view.sizes.filter(
    ({ memoryMb, architecture }) =>
      !planned.some((size) => size.memoryMb === memoryMb && size.architecture === architecture),
  );
  const sizes = [...rest, ...planned].toSorted((a, b) => a.memoryMb - b.memoryMb);
  return { ...view, round, sizes };
}
