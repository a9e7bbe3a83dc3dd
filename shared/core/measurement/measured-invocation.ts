import type { ErrorCategory } from '../../errors.ts';
import { definedOnly } from '../defined-only.ts';
import { cleanText, MESSAGE_LENGTH_MAX, NAME_LENGTH_MAX } from '../untrusted-text.ts';
import type { Report } from './report-line.ts';
import type { Sample } from './sample.ts';

/** What one invocation of a tier says about it. */
export type MeasuredInvocation =
  | { readonly kind: 'sample'; readonly sample: Sample }
  | FailedInvocation;

/** An invocation that gave no sample. */
export interface FailedInvocation {
  /**
   * - `functionError`: the function answered with an error, and its environment lives on.
   * - `exited`: its process ended instead of answering.
   * - `unreported`: it may have run, but nothing trustworthy is known of the run.
   * - `rejected`: Lambda will not run it, however often it is asked.
   */
  readonly kind: 'outOfMemory' | 'timeout' | 'functionError' | 'exited' | 'unreported' | 'rejected';
  readonly errorName: string;
  readonly message: string;
  /** Of a failure of the tuner or of AWS; absent for one of the function itself. */
  readonly category?: ErrorCategory;
  /** Billed duration of the failed invocation; 0 without a report. */
  readonly billedDurationMs: number;
}

/** What a function answered with when it failed. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Its calls, the innermost first; empty where the runtime sends none. */
  readonly stack: readonly string[];
}

/** All that is known of one invocation. */
interface InvocationFacts {
  readonly report: Report | undefined;
  readonly functionError: FunctionError | undefined;
  /** Names of errors that are answers of the function; none by default. */
  readonly allowedErrors?: readonly string[] | undefined;
  /** The size the invocation was meant to run at. */
  readonly memoryMb: number;
  readonly lane: number;
  /** Whether a new execution environment may have served it, whatever its report says. */
  readonly mayBeCold: boolean;
}

/**
 * Judges one invocation. A killed run is short, and would look cheap: only a run that ended well or
 * with an allowed error, at the size it was meant for, is a sample.
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
 * Whether an error counts as an answer. What ended the process or ran out of memory or time is
 * none, whatever its name.
 *
 * @param report Absent where it is not known.
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

/** Of a stack, as much as tells where to look. */
const STACK_LINE_COUNT_MAX = 2;
const STACK_LINE_LENGTH_MAX = 120;

/** Errors that runtimes give the name of, or wrap into one of their own, when memory is short. */
const OUT_OF_MEMORY_TEXTS = [
  /\bOutOfMemory(?:Error|Exception)?\b/, // JVM, .NET
  /\b(?:No)?MemoryError\b/, // Python, Ruby
  /\bENOMEM\b|Cannot allocate memory/i, // the operating system
  /heap out of memory|Array buffer allocation failed/i, // V8
  /std::bad_alloc|runtime: out of memory|memory allocation of \d+ bytes failed/, // C++, Go, Rust
  /Allowed memory size of \d+ bytes exhausted/, // PHP
];

/** How the Lambda runtime says that a process was killed (SIGKILL) or aborted (SIGABRT). */
const KILLED_TEXT = /signal: (?:killed|aborted)|exit status (?:137|134)\b/;

/**
 * Whether a function failed because memory was short.
 *
 * Lambda names a memory kill in the report (`Runtime.OutOfMemory`), while the answer only says
 * that the process was killed; V8 aborts by itself when its heap is full, and shells turn the
 * signals into exit statuses. "Max Memory Used" does not tell: it may read below the limit.
 *
 * @param reportedType What the report names; absent without a report.
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
 * Names of Lambda's own for a process that ended. The last two stand for an answer without a name,
 * as older regions give it: `Lambda.Unknown` to an invocation by Step Functions.
 */
const EXIT_NAME = /^(?:(?:Runtime|Extension)\.|Lambda\.Unknown$|Unhandled$)/;

/**
 * What the runtimes call a package that cannot be started: no such handler, a module that is not in
 * it, code that does not parse, a callback where the runtime takes none, no such program in an image.
 * It fails in the same way every time.
 */
const UNSTARTABLE_NAME =
  /^Runtime\.(?:HandlerNotFound|MalformedHandlerName|ImportModuleError|UserCodeSyntaxError|CallbackHandlerDeprecated|InvalidEntrypoint|InvalidWorkingDir)$/;

/** Whether a function that has not answered yet never will, as it is packaged. */
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
    // Runtimes of older regions say it in the message alone, and Step Functions then has no name.
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
