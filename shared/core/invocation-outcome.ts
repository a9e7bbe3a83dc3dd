import type { Report } from './report-line.ts';
import type { Sample } from './sample.ts';

/** What one invocation of a tier says about it. */
export type InvocationOutcome =
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'outOfMemory' | 'timeout'; readonly message: string }
  /** The function answered with an error, or its process ended. */
  | { readonly kind: 'functionError'; readonly errorType: string; readonly message: string }
  /** It seems to have run, but the log tail holds no report of it: nothing is known of it. */
  | { readonly kind: 'unreported'; readonly message: string };

/** All that is known of one invocation. */
export interface InvocationFacts {
  readonly report: Report | undefined;
  readonly functionError: { readonly errorType: string; readonly errorMessage: string } | undefined;
  /** The size the invocation was meant to run at. */
  readonly memoryMb: number;
  readonly lane: number;
  /** Whether a new execution environment could have served it. */
  readonly isFirstOfLane: boolean;
}

/**
 * Judges one invocation. A killed run is short, and would look cheap: only a run that ended well,
 * at the size it was meant for, is a sample.
 */
export function invocationOutcome(facts: InvocationFacts): InvocationOutcome {
  const { report, functionError } = facts;
  if (functionError !== undefined || (report !== undefined && report.status !== 'success')) {
    return failureOutcome(facts);
  }
  if (report === undefined) {
    return { kind: 'unreported', message: 'the log tail holds no REPORT record of it' };
  }
  if (report.memorySizeMb !== facts.memoryMb) {
    return {
      kind: 'unreported',
      message: `it ran at ${report.memorySizeMb} MB instead of ${facts.memoryMb} MB`,
    };
  }
  return { kind: 'sample', sample: sampleOf(report, facts) };
}

function sampleOf(report: Report, { lane, isFirstOfLane }: InvocationFacts): Sample {
  const { durationMs, billedDurationMs, maxMemoryUsedMb, initDurationMs, restoreDurationMs } =
    report;
  return {
    durationMs,
    billedDurationMs,
    ...(initDurationMs !== undefined && { initDurationMs }),
    ...(restoreDurationMs !== undefined && { restoreDurationMs }),
    maxMemoryUsedMb,
    isCold: isFirstOfLane || initDurationMs !== undefined || restoreDurationMs !== undefined,
    lane,
  };
}

/**
 * Lambda names a memory kill in the report (`Runtime.OutOfMemory`), while the answer only says
 * that the process was killed; V8 aborts by itself when its heap is full. "Max Memory Used" does
 * not tell: it may read below the limit.
 */
function failureOutcome({ report, functionError }: InvocationFacts): InvocationOutcome {
  const errorType = functionError?.errorType ?? report?.errorType ?? 'Unhandled';
  const message = functionError?.errorMessage ?? `the run ended with status "${report?.status}"`;
  if (
    report?.errorType === 'Runtime.OutOfMemory' ||
    errorType === 'Runtime.OutOfMemory' ||
    (errorType === 'Runtime.ExitError' && /signal: (killed|aborted)/.test(message))
  ) {
    return { kind: 'outOfMemory', message };
  }
  if (
    report?.status === 'timeout' ||
    errorType === 'Sandbox.Timedout' ||
    // Runtimes of older regions say it in the message alone.
    (errorType === 'Unhandled' && /Task timed out after \d/.test(message))
  ) {
    return { kind: 'timeout', message };
  }
  return { kind: 'functionError', errorType, message };
}
