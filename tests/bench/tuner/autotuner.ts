import type { Sample } from '../../../shared/core/measurement/sample.ts';
import type { Tier } from '../../../shared/core/measurement/tier.ts';
import type { Measurement } from '../../../shared/core/planner/measurement.ts';
import type { PlannerSettings } from '../../../shared/core/planner/planner-settings.ts';
import { nextMeasurements } from '../../../shared/core/planner/tuning-plan.ts';
import type { CandidateSizes, TuningState } from '../../../shared/core/planner/tuning-state.ts';
import { powerValue } from '../../../shared/core/power-value.ts';
import { type MeasuredSize, runSeconds } from './account-time.ts';
import type { ReplayedFunction } from './replayed-function.ts';
import type { Truth } from './truth.ts';
import type { Tuner, TunerAnswer, TuningTask } from './tuner.ts';

const ROUNDS_MAX = 40;

/** Returns the project's own planner, driven through `nextMeasurements` as by the workflow. */
export function autotuner(settings: PlannerSettings): Tuner {
  return {
    name: 'autotuner',
    tune: (subject, task) => {
      const { production } = task;
      const known = production === undefined ? {} : { outsideEvidence: [production] };
      return new Run(subject, task, { ...settings, ...known }).answer();
    },
  };
}

class Run {
  readonly #samples = new Map<number, readonly Sample[]>();
  readonly #rounds: (readonly MeasuredSize[])[] = [];
  readonly #ahead = new Set<number>();
  #stepMsMax = 0;

  readonly subject: ReplayedFunction;
  readonly task: TuningTask;
  readonly settings: PlannerSettings;

  constructor(subject: ReplayedFunction, task: TuningTask, settings: PlannerSettings) {
    this.subject = subject;
    this.task = task;
    this.settings = settings;
  }

  answer(): TunerAnswer {
    while (this.#rounds.length < ROUNDS_MAX) {
      const started = performance.now();
      const step = nextMeasurements(this.#state(), this.settings);
      this.#stepMsMax = Math.max(this.#stepMsMax, performance.now() - started);
      if (step.kind === 'measure') {
        this.#rounds.push(step.measurements.map((measurement) => this.#measure(measurement)));
        for (const memoryMb of step.aheadMb) this.#ahead.add(memoryMb);
        continue;
      }
      if (step.decision.kind === 'none') {
        throw new Error(`No size was picked for ${this.subject.measured.name}: ${step.reason}`);
      }
      const { pick, probabilityRegretUnder5Percent } = step.decision;
      return {
        pickMb: pick,
        probabilityRegretUnder5Percent,
        wallSeconds: runSeconds(this.#rounds),
        roundCount: this.#rounds.length,
        stepMsMax: this.#stepMsMax,
        tiers: this.#tiers(),
      };
    }
    throw new Error(`No end after ${ROUNDS_MAX} rounds: ${this.subject.measured.name}`);
  }

  #measure(measurement: Measurement): MeasuredSize {
    const { powerValue: memoryMb } = measurement;
    const samples = invoked(this.subject, measurement);
    const before = this.#samples.get(memoryMb);
    this.#samples.set(memoryMb, [...(before ?? []), ...samples]);
    return { isNew: before === undefined && !this.#ahead.has(memoryMb), samples };
  }

  #tiers(): readonly Tier[] {
    return [...this.#samples]
      .map(
        ([memoryMb, samples]): Tier => ({
          powerValue: powerValue(memoryMb),
          outcome: { kind: 'measured' },
          samples,
          errorCount: 0,
          errorBilledDurationMs: 0,
        }),
      )
      .toSorted((a, b) => a.powerValue - b.powerValue);
  }

  #state(): TuningState {
    const { subject, task } = this;
    const { invocationsMax, earlierTiers } = task;
    return {
      objective: task.objective,
      sizes: candidateSizes(subject.truth),
      architecture: subject.measured.architecture,
      price: subject.price,
      ephemeralStorageMb: 512,
      concurrencyMax: 20,
      roundsDone: this.#rounds.length,
      aheadMb: [...this.#ahead],
      tiers: this.#tiers(),
      powerValueBefore: powerValue(task.presentMb),
      planSeed: task.seed,
      ...(invocationsMax === undefined ? {} : { budget: { invocationsMax } }),
      ...(earlierTiers && { earlierTiers }),
    };
  }
}

/** Returns the sizes of a function that may be measured and picked. */
export function candidateSizes({ shape, sizesMb }: Truth): CandidateSizes {
  return shape === 'measured'
    ? { kind: 'list', powerValues: sizesMb.map(powerValue) }
    : {
        kind: 'range',
        powerValueMin: powerValue(sizesMb[0] ?? 0),
        powerValueMax: powerValue(sizesMb.at(-1) ?? 0),
      };
}

/** Returns the samples that a measurement of a function yields. */
export function invoked(subject: ReplayedFunction, measurement: Measurement): readonly Sample[] {
  const { powerValue: memoryMb, laneCount, newLaneCount, warmSampleCount } = measurement;
  const cold = Array.from({ length: newLaneCount }, (_, index) =>
    subject.invoke(memoryMb, laneCount - newLaneCount + index),
  );
  // The newest lanes first, because the measurement asks for their samples.
  const warm = Array.from({ length: warmSampleCount }, (_, index) =>
    subject.invoke(memoryMb, laneCount - 1 - (index % laneCount)),
  );
  return [...cold, ...warm];
}
