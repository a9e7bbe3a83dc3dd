import type { ErrorCategory } from '../../errors.ts';
import { definedOnly } from '../defined-only.ts';
import { cleanText, MESSAGE_LENGTH_MAX, NAME_LENGTH_MAX } from '../untrusted-text.ts';
import type { Report } from './report-line.ts';
import type { Sample } from './sample.ts';

/** What one invocation of a tier yielded: a sample or a failure. */
export type MeasuredInvocation =
  | { readonly kind: 'sample'; readonly sample: Sample }
  | FailedInvocation;

/** An invocation that gave no sample. */
export interface FailedInvocation {
  /**
   * Kinds of failure beside running out of memory or time:
   *
   * - `functionError`: the function answered with an error, and its environment survives.
   * - `exited`: its process ended instead of answering.
   * - `unreported`: it may have run, but nothing reliable is known about the invocation.
   * - `rejected`: Lambda will not run it, however often it is asked.
   */
  readonly kind: 'outOfMemory' | 'timeout' | 'functionError' | 'exited' | 'unreported' | 'rejected';
  readonly errorName: string;
  readonly message: string;
  /** Category of a failure of the tuner or of AWS; absent for an error of the function itself. */
  readonly category?: ErrorCategory;
  /** Billed duration of the failed invocation; 0 without a report. */
  readonly billedDurationMs: number;
}

/** The error that a function returned. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Stack frames, innermost first; empty if the runtime sends none. */
  readonly stack: readonly string[];
}

/** Everything that is known about one invocation. */
interface InvocationFacts {
  readonly report: Report | undefined;
  readonly functionError: FunctionError | undefined;
  /** Names of errors that count as answers of the function; none by default. */
  readonly allowedErrors?: readonly string[] | undefined;
  /** The size at which the invocation was meant to run. */
  readonly memoryMb: number;
  readonly lane: number;
  /** Whether it may have run in a new environment even if its report does not show that. */
  readonly mayBeCold: boolean;
}

/**
 * Judges one invocation. A killed invocation is short and would look cheap. Therefore an invocation
 * is a sample only if it ended well, or with an allowed error, at the size it was meant for.
 */
export function judgeInvocation(facts: InvocationFacts): MeasuredInvocation {
  const { report, functionError } = facts;
  const hasFailed =
    functionError !== undefined || (report !== undefined && report.status !== 'success');
  const isAllowed =
    functionError !== undefined && isAllowedError(functionError, facts.allowedErrors ?? [], report);
  if (hasFailed && !isAllowed) {
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

/**
 * Whether an error counts as an answer of the function. An error that ended the process, or ran out
 * of memory or time, never does, whatever its name.
 *
 * @param report Absent if it is not known.
 */
export function isAllowedError(
  { errorType, errorMessage }: Pick<FunctionError, 'errorType' | 'errorMessage'>,
  allowedErrors: readonly string[],
  report?: Report,
): boolean {
  return (
    allowedErrors.includes(errorType) &&
    failureKind(report, errorType, errorMessage) === 'functionError'
  );
}

function sampleOf(report: Report, { lane, mayBeCold }: InvocationFacts): Sample {
  const { durationMs, billedDurationMs, maxMemoryUsedMb, initDurationMs, restoreDurationMs } =
    report;
  return definedOnly({
    durationMs,
    billedDurationMs,
    initDurationMs,
    restoreDurationMs,
    maxMemoryUsedMb,
    isCold:
      mayBeCold ||
      report.hasStarted ||
      initDurationMs !== undefined ||
      restoreDurationMs !== undefined,
    lane,
  });
}

function failureOutcome({ report, functionError }: InvocationFacts): FailedInvocation {
  const errorName = functionError?.errorType ?? report?.errorType ?? 'Unhandled';
  const message = functionError?.errorMessage ?? `the run ended with status "${report?.status}"`;
  const stack = (functionError?.stack ?? []).slice(0, STACK_LINE_COUNT_MAX);
  const calls = stack.map((line) => cleanText(line, STACK_LINE_LENGTH_MAX)).join(' < ');
  const text = cleanText(message, MESSAGE_LENGTH_MAX - (calls === '' ? 0 : calls.length + 3));
  return {
    kind: failureKind(report, errorName, message),
    errorName: cleanText(errorName, NAME_LENGTH_MAX),
    message: calls === '' ? text : `${text} (${calls})`,
    billedDurationMs: report?.billedDurationMs ?? 0,
  };
}

/** Bounds on the part of a stack that is kept: enough to show where to look. */
const STACK_LINE_COUNT_MAX = 2;
const STACK_LINE_LENGTH_MAX = 120;

/** How runtimes report that memory is short: an error's name, or text in another error. */
const OUT_OF_MEMORY_TEXTS = [
  /\bOutOfMemory(?:Error|Exception)?\b/, // JVM, .NET
  /\b(?:No)?MemoryError\b/, // Python, Ruby
  /\bENOMEM\b|Cannot allocate memory/i, // the operating system
  /heap out of memory|Array buffer allocation failed/i, // V8
  /std::bad_alloc|runtime: out of memory|memory allocation of \d+ bytes failed/, // C++, Go, Rust
  /Allowed memory size of \d+ bytes exhausted/, // PHP
];

/** How Lambda reports that a process was killed (SIGKILL) or aborted (SIGABRT). */
const KILLED_TEXT = /signal: (?:killed|aborted)|exit status (?:137|134)\b/;

/**
 * Whether a function failed because its memory was too small.
 *
 * Lambda names a memory kill in the report (`Runtime.OutOfMemory`), while the answer only says that
 * the process was killed; V8 aborts by itself when its heap is full, and shells turn the signals
 * into exit statuses. "Max Memory Used" does not show it: it may be below the limit.
 *
 * @param reportedType Error type in the report; absent without a report.
 */
export function isMemoryShort(
  { errorType, errorMessage }: Pick<FunctionError, 'errorType' | 'errorMessage'>,
  reportedType = '',
): boolean {
  const texts = `${reportedType} ${errorType} ${errorMessage}`;
  return (
    OUT_OF_MEMORY_TEXTS.some((pattern) => pattern.test(texts)) ||
    (errorType === 'Runtime.ExitError' && KILLED_TEXT.test(errorMessage))
  );
}

/**
 * Lambda's own error names for a process that ended. The last two stand for an answer without a
 * name, as in older regions; Step Functions calls that `Lambda.Unknown`.
 */
const EXIT_NAME = /^(?:(?:Runtime|Extension)\.|Lambda\.Unknown$|Unhandled$)/;

/**
 * Error names of the runtimes for a package that cannot be started: no such handler, a missing
 * module, code that does not parse, a callback handler where the runtime does not support one, or
 * no such program in an image. Such a package fails in the same way every time.
 */
const UNSTARTABLE_NAME =
  /^Runtime\.(?:HandlerNotFound|MalformedHandlerName|ImportModuleError|UserCodeSyntaxError|CallbackHandlerDeprecated|InvalidEntrypoint|InvalidWorkingDir)$/;

/** Whether the failure means that the function, as packaged, can never answer. */
export function isUnstartable({ kind, errorName }: FailedInvocation): boolean {
  return kind === 'exited' && UNSTARTABLE_NAME.test(errorName);
}

function failureKind(
  report: Report | undefined,
  errorName: string,
  message: string,
): FailedInvocation['kind'] {
  if (isMemoryShort({ errorType: errorName, errorMessage: message }, report?.errorType)) {
    return 'outOfMemory';
  }
  const isTimeout =
    report?.status === 'timeout' ||
    errorName === 'Sandbox.Timedout' ||
    // Runtimes in older regions report it in the message only, and Step Functions then has no name.
    (/^(?:Unhandled|Lambda\.Unknown)$/.test(errorName) && /Task timed out after \d/.test(message));
  if (isTimeout) {
    return 'timeout';
  }
  return EXIT_NAME.test(errorName) ? 'exited' : 'functionError';
}

function unreported(message: string, billedDurationMs: number): FailedInvocation {
  return {
    kind: 'unreported',
    errorName: 'NoReport',
    message,
    category: 'unknown',
    billedDurationMs,
  };
}
