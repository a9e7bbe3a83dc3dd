/** One observation of a metric in the namespace `AWS/Lambda`. */
export interface MetricObservation {
  /** `Duration`, `Invocations`, `Errors`, `Throttles`, `ConcurrentExecutions`, … */
  readonly metricName: string;
  readonly functionName: string;
  /** `name:alias` or `name:version`, for invocations with a qualifier. */
  readonly resource?: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly value: number;
}

/** Maximum number of observations kept; the oldest are dropped first. */
const METRIC_OBSERVATIONS_MAX = 1_000_000;

/** CloudWatch's data: observations of local invocations, and those that tests seed. */
export class MetricStore {
  #observations: MetricObservation[] = [];

  record(observation: MetricObservation): void {
    this.#observations.push(observation);
    if (this.#observations.length > METRIC_OBSERVATIONS_MAX) {
      this.#observations = this.#observations.slice(METRIC_OBSERVATIONS_MAX / 10);
    }
  }

  list(): readonly MetricObservation[] {
    return this.#observations;
  }

  clear(): void {
    this.#observations = [];
  }
}
