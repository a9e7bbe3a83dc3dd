import { definedOnly } from '../defined-only.ts';
import type { Report } from './report-line.ts';
import type { Sample } from './sample.ts';

/** What one invocation of a tier says about it. */
export type MeasuredInvocation =
  | { readonly kind: 'sample'; readonly sample: Sample }
  | FailedInvocation;

/** An invocation that gave no sample. */
export interface FailedInvocation {
  /**
   * - `functionError`: the function answered with an error, or its process ended.
   * - `unreported`: it may have run, but nothing trustworthy is known of the run.
   * - `rejected`: Lambda will not run it, however often it is asked.
   */
  readonly kind: 'outOfMemory' | 'timeout' | 'functionError' | 'unreported' | 'rejected';
  readonly errorName: string;
  readonly message: string;
  /** What it was billed for all the same; 0 where no report came back. */
  readonly billedDurationMs: number;
}

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
export function judgeInvocation(facts: InvocationFacts): MeasuredInvocation {
  const { report, functionError } = facts;
  if (functionError !== undefined || (report !== undefined && report.status !== 'success')) {
    return failureOutcome(facts);
  }
  if (report === undefined) {
    return unreported('the log tail holds no REPORT record of it', 0);
  }
  if (report.memorySizeMb !== facts.memoryMb) {
    return unreported(
      `it ran at ${report.memorySizeMb} MB instead of ${facts.memoryMb} MB`,
      report.billedDurationMs,
    );
  }
  return { kind: 'sample', sample: sampleOf(report, facts) };
}

function sampleOf(report: Report, { lane, isFirstOfLane }: InvocationFacts): Sample {
  const { durationMs, billedDurationMs, maxMemoryUsedMb, initDurationMs, restoreDurationMs } =
    report;
  return definedOnly({
    durationMs,
    billedDurationMs,
    initDurationMs,
    restoreDurationMs,
    maxMemoryUsedMb,
    isCold: isFirstOfLane || initDurationMs !== undefined || restoreDurationMs !== undefined,
    lane,
  });
}

/**
 * Lambda names a memory kill in the report (`Runtime.OutOfMemory`), while the answer only says
 * that the process was killed; V8 aborts by itself when its heap is full. "Max Memory Used" does
 * not tell: it may read below the limit.
 */
function failureOutcome({ report, functionError }: InvocationFacts): FailedInvocation {
  const errorName = functionError?.errorType ?? report?.errorType ?? 'Unhandled';
  const message = functionError?.errorMessage ?? `the run ended with status "${report?.status}"`;
  const billedDurationMs = report?.billedDurationMs ?? 0;
  return { kind: failureKind(report, errorName, message), errorName, message, billedDurationMs };
}

function failureKind(
  report: Report | undefined,
  errorName: string,
  message: string,
): FailedInvocation['kind'] {
  if (
    report?.errorType === 'Runtime.OutOfMemory' ||
    errorName === 'Runtime.OutOfMemory' ||
    (errorName === 'Runtime.ExitError' && /signal: (killed|aborted)/.test(message))
  ) {
    return 'outOfMemory';
  }
  const isTimeout =
    report?.status === 'timeout' ||
    errorName === 'Sandbox.Timedout' ||
    // Runtimes of older regions say it in the message alone.
    (errorName === 'Unhandled' && /Task timed out after \d/.test(message));
  return isTimeout ? 'timeout' : 'functionError';
}

function unreported(message: string, billedDurationMs: number): FailedInvocation {
  return { kind: 'unreported', errorName: 'NoReport', message, billedDurationMs };
}
