/** What the REPORT lines of a function say, in a window of its logs. */
export interface LogStatistics {
  /** Invocations whose REPORT line was found. */
  readonly invocationCount: number;
  /** Those that contain an initialisation. */
  readonly coldStartCount: number;
  readonly maxMemoryUsedMb: number;
  readonly durationMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Absent where nothing was initialised. */
  readonly initDurationMs?: { readonly p50: number; readonly p99: number };
}

/** What the logs of a function say, or why they say nothing. */
export type LogReading =
  | ({ readonly kind: 'read' } & LogStatistics)
  | { readonly kind: 'notKnown'; readonly reason: string };

/** Share of the invocations that begin with a cold start, 0 to 1. */
export function coldStartShare({ coldStartCount, invocationCount }: LogStatistics): number {
  return coldStartCount / invocationCount;
}
