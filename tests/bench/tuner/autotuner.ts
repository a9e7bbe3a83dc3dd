import type { Sample } from '../../../shared/core/measurement/sample.ts';
import type { Tier } from '../../../shared/core/measurement/tier.ts';
import type { Measurement } from '../../../shared/core/planner/measurement.ts';
import type { PlannerSettings } from '../../../shared/core/planner/planner-settings.ts';
import { nextMeasurements } from '../../../shared/core/planner/tuning-plan.ts';
import type { TuningState } from '../../../shared/core/planner/tuning-state.ts';
import { powerValue } from '../../../shared/core/power-value.ts';
import type { ReplayedFunction } from './replayed-function.ts';
import type { Tuner, TuningTask } from './tuner.ts';

const ROUNDS_MAX = 200;

/** The project's own planner, driven through `nextMeasurements` as the workflow drives it. */
export function autotuner(settings: PlannerSettings): Tuner {
  return {
    name: 'autotuner',
    tune(subject, task) {
      const samples = new Map<number, Sample[]>();
      let stepMsMax = 0;
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const started = performance.now();
        const step = nextMeasurements(stateOf(subject, task, samples), settings);
        stepMsMax = Math.max(stepMsMax, performance.now() - started);
        if (step.kind === 'complete') {
          if (step.decision.kind === 'none') {
            throw new Error(`No size was picked for ${subject.measured.name}: ${step.reason}`);
          }
          const { pick, probabilityRegretUnder5Percent, warnings } = step.decision;
          return {
            pickMb: pick,
            probabilityRegretUnder5Percent,
            warnings: warnings.map((warning) => warning.kind),
            roundCount: round,
            stepMsMax,
          };
        }
        for (const measurement of step.measurements) {
          const own = samples.get(measurement.powerValue) ?? [];
          samples.set(measurement.powerValue, [...own, ...measured(subject, measurement)]);
        }
      }
      throw new Error(`The planner did not stop in ${ROUNDS_MAX} rounds: ${subject.measured.name}`);
    },
  };
}

function measured(subject: ReplayedFunction, measurement: Measurement): readonly Sample[] {
  const { powerValue: memoryMb, laneCount, newLaneCount, warmSampleCount } = measurement;
  const cold = Array.from({ length: newLaneCount }, (_, index) =>
    subject.invoke(memoryMb, laneCount - newLaneCount + index),
  );
  // The newest lanes first: their samples are the ones that were asked for.
  const warm = Array.from({ length: warmSampleCount }, (_, index) =>
    subject.invoke(memoryMb, laneCount - 1 - (index % laneCount)),
  );
  return [...cold, ...warm];
}

function stateOf(
  subject: ReplayedFunction,
  task: TuningTask,
  samples: ReadonlyMap<number, readonly Sample[]>,
): TuningState {
  const { invocationsMax } = task;
  const tiers: Tier[] = [...samples].map(([memoryMb, own]) => ({
    powerValue: powerValue(memoryMb),
    outcome: { kind: 'measured' },
    samples: own,
    errorCount: 0,
    errorBilledDurationMs: 0,
  }));
  return {
    objective: task.objective,
    sizes: {
      kind: 'range',
      powerValueMin: powerValue(subject.truth.memoryMbMin),
      powerValueMax: powerValue(subject.truth.memoryMbMax),
    },
    architecture: subject.measured.architecture,
    price: subject.price,
    ephemeralStorageMb: 512,
    concurrencyMax: 20,
    tiers: tiers.toSorted((a, b) => a.powerValue - b.powerValue),
    planSeed: task.seed,
    ...(invocationsMax === undefined ? {} : { budget: { invocationsMax } }),
  };
}
