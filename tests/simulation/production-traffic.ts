import type { MetricStore } from '../../local/cloud/cloudwatch/metric-store.ts';

const MINUTE_MS = 60_000;

/** Longest watch of a simulation, minutes, with a margin on both sides. */
const SEEDED_MINUTES = 40;

/** Production's behaviour in a minute. */
interface ProductionMinute {
  readonly callCount: number;
  readonly errorCount: number;
  readonly durationMs: number;
}

/** Production around a change, as CloudWatch sees it. */
export interface ProductionTraffic {
  readonly before: ProductionMinute;
  readonly after: ProductionMinute;
}

/** Records production traffic in CloudWatch, for every minute before and after a change. */
export function recordTraffic(
  metrics: MetricStore,
  { before, after }: ProductionTraffic,
  changedAtMs: number,
): void {
  for (let minute = -SEEDED_MINUTES; minute < SEEDED_MINUTES; minute++) {
    const { callCount, errorCount, durationMs } = minute < 0 ? before : after;
    for (let call = 0; call < callCount; call++) {
      const atMs = changedAtMs + minute * MINUTE_MS + call;
      const values = { Invocations: 1, Errors: call < errorCount ? 1 : 0, Duration: durationMs };
      for (const [metricName, value] of Object.entries(values)) {
        metrics.record({
          functionName: 'target',
          resource: 'target:live',
          metricName,
          atMs,
          value,
        });
      }
    }
  }
}
