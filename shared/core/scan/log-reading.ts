/** Statistics of a function's REPORT lines in a window of its logs. */
export interface LogStatistics {
  /** Invocations whose REPORT line was found. */
  readonly invocationCount: number;
  /** Invocations that contain an initialisation. */
  readonly coldStartCount: number;
  readonly maxMemoryUsedMb: number;
  readonly durationMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Absent if there was no initialisation. */
  readonly initDurationMs?: { readonly p50: number; readonly p99: number };
}

/** Statistics of a function's logs, or the reason why there are none. */
export type LogReading =
  | ({ readonly kind: 'read' } & LogStatistics)
  | { readonly kind: 'notKnown'; readonly reason: string };

/** Returns the share of invocations that are cold starts, 0 to 1. */
export function coldStartShare({ coldStartCount, invocationCount }: LogStatistics): number {
  return coldStartCount / invocationCount;
}
