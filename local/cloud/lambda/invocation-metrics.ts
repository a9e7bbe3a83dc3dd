import type { MetricStore } from '../cloudwatch/metric-store.ts';

/** The function and the time that observations are recorded under. */
interface MetricSubject {
  readonly functionName: string;
  /** Qualifier of the invocation, if it had one. */
  readonly qualifier: string | undefined;
  /** When the invocation began: CloudWatch uses this time. */
  readonly atMs: number;
}

/** The measurements of one invocation. */
interface InvocationMetrics {
  readonly durationMs: number;
  readonly isError: boolean;
  /** Invocations of the function that ran when this one began, itself included. */
  readonly concurrentExecutions: number;
}

/** Records an invocation as Lambda publishes it. */
export function recordInvocation(
  store: MetricStore,
  subject: MetricSubject,
  { durationMs, isError, concurrentExecutions }: InvocationMetrics,
): void {
  record(store, subject, 'Invocations', 1);
  record(store, subject, 'Errors', isError ? 1 : 0);
  record(store, subject, 'Throttles', 0);
  record(store, subject, 'Duration', durationMs);
  record(store, subject, 'ConcurrentExecutions', concurrentExecutions);
}

/** Records an invocation that was refused: a throttle is neither invocation nor error. */
export function recordThrottle(store: MetricStore, subject: MetricSubject): void {
  record(store, subject, 'Throttles', 1);
}

function record(
  store: MetricStore,
  { functionName, qualifier, atMs }: MetricSubject,
  metricName: string,
  value: number,
): void {
  const resource = qualifier === undefined ? {} : { resource: `${functionName}:${qualifier}` };
  store.record({ metricName, functionName, ...resource, atMs, value });
}
