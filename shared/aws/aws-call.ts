import { cleanText, MESSAGE_LENGTH_MAX, NAME_LENGTH_MAX } from '../core/untrusted-text.ts';
import {
  CallRejectedError,
  type ErrorCategory,
  FunctionNotFoundError,
  NotReadyError,
  PermissionDeniedError,
  ResourceConflictError,
  RevisionConflictError,
  ThrottledError,
  TransientServiceError,
  TunerError,
  UnknownServiceError,
} from '../errors.ts';
import type { Random } from '../runtime/random.ts';
import type { Step } from '../runtime/step.ts';
import { errorCategory, type SdkError, socketCodeOf } from './error-category.ts';

/** Clock, random source and deadline of every call to AWS. */
export type CallContext = Pick<Step, 'clock' | 'random' | 'deadlineMs'>;

/** First pause after a transient failure, milliseconds; doubled each time. */
const BACKOFF_MS_FIRST = 100;

/** First pause after throttling, milliseconds: AWS refills its buckets by the second. */
const THROTTLE_BACKOFF_MS_FIRST = 500;

/** Longest pause between two attempts, milliseconds. */
const BACKOFF_MS_MAX = 5_000;

/** Most attempts at one call, even if there is time for more. */
const ATTEMPT_COUNT_MAX = 8;

/** Longest wait for one answer of a control-plane call, milliseconds. */
const ATTEMPT_MS_MAX = 15_000;

/** Longest wait for an aborted attempt to end, milliseconds. */
const ABORT_GRACE_MS_MAX = 500;

/** Most attempts at a call whose failure fits no category. */
const UNKNOWN_ATTEMPT_COUNT_MAX = 2;

/** Advice about credentials, by the name of the failure; neither the SDK nor AWS gives any. */
const CREDENTIALS_ADVICE: ReadonlyMap<string, string> = new Map([
  ['CredentialsProviderError', 'set AWS_PROFILE, or other credentials'],
  ['ExpiredToken', 'sign in again, as with aws sso login'],
  ['ExpiredTokenException', 'sign in again, as with aws sso login'],
  ['InvalidClientTokenId', 'set AWS_PROFILE, or other credentials'],
  ['SignatureDoesNotMatch', 'check the secret key, and the clock of this machine'],
]);

/** Options of one call. */
interface CallOptions {
  /** Longest wait for one answer, milliseconds. Default: 15 seconds. */
  readonly attemptMsMax?: number;
  /**
   * Categories to retry; every other failure is final. Default: throttled, transient and unknown.
   */
  readonly retries?: readonly ErrorCategory[];
  /** Whether a failure is final whatever its category, because the caller handles it. */
  isFinal?(error: unknown): boolean;
  /** Most attempts, even if there is time for more. Default: 8. */
  readonly attemptCountMax?: number;
}

/**
 * Calls AWS. Retries failures that may be temporary, within the deadline, and throws the tuner's
 * own errors.
 *
 * This is the only retry mechanism inside a step; SDK clients run with one attempt.
 *
 * @param action The call, as the end of "Cannot …", such as `read function "my-fn"`.
 * @param attempt Sends the call once. The signal aborts when its time is up.
 * @throws {TunerError} A subclass that says what can be done, with the AWS error as cause.
 */
export async function callAws<T>(
  action: string,
  context: CallContext,
  attempt: (signal: AbortSignal) => Promise<T>,
  options: CallOptions = {},
): Promise<T> {
  const {
    attemptMsMax = ATTEMPT_MS_MAX,
    retries = ['throttled', 'transient', 'unknown'],
    attemptCountMax: countMax = ATTEMPT_COUNT_MAX,
  } = options;
  for (let attemptCount = 1; ; attemptCount++) {
    try {
      return await withDeadline(context, attemptMsMax, attempt);
    } catch (error) {
      const category = errorCategory(error);
      const pauseMs = backoffMs(category, attemptCount, context.random);
      const canWait = context.clock.nowMs() + pauseMs < context.deadlineMs;
      const attemptCountMax =
        category === 'unknown' ? Math.min(countMax, UNKNOWN_ATTEMPT_COUNT_MAX) : countMax;
      const isFinal = !retries.includes(category) || options.isFinal?.(error) === true;
      if (isFinal || attemptCount >= attemptCountMax || !canWait) {
        throw tunerError(action, error, category);
      }
      await context.clock.sleepMs(pauseMs);
    }
  }
}

/** One attempt has run out of time. */
class AttemptTimeout extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Runs one attempt with a signal that aborts when the attempt's or the step's time is up. Not every
 * client obeys the signal: one that has the headers of an answer may wait for the body without end.
 * So the attempt is abandoned shortly after the signal.
 */
async function withDeadline<T>(
  { clock, deadlineMs }: CallContext,
  attemptMsMax: number,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const budgetMs = Math.max(1, Math.min(attemptMsMax, deadlineMs - clock.nowMs()));
  const timeout = new AbortController();
  const answered = new AbortController();
  const abandoned = clock.sleepMs(budgetMs, answered.signal).then(async () => {
    timeout.abort(new AttemptTimeout(`No answer within ${budgetMs} ms`));
    await clock.sleepMs(ABORT_GRACE_MS_MAX, answered.signal);
    throw timeout.signal.reason;
  });
  abandoned.catch(() => undefined);
  try {
    return await Promise.race([attempt(timeout.signal), abandoned]);
  } catch (error) {
    // An SDK client reports our abort as its own AbortError; the reason says what happened.
    throw timeout.signal.aborted ? timeout.signal.reason : error;
  } finally {
    answered.abort();
  }
}

/**
 * Returns a pause with exponential backoff and full jitter: random, below a bound that doubles up
 * to a cap.
 */
function backoffMs(category: ErrorCategory, attemptCount: number, random: Random): number {
  const firstMs = category === 'throttled' ? THROTTLE_BACKOFF_MS_FIRST : BACKOFF_MS_FIRST;
  return random() * Math.min(BACKOFF_MS_MAX, firstMs * 2 ** (attemptCount - 1));
}

/**
 * Returns the tuner's error for a failed call. Errors that already are the tuner's own are
 * unchanged.
 */
function tunerError(action: string, error: unknown, category: ErrorCategory): TunerError {
  if (error instanceof TunerError) {
    return error;
  }
  const text = `Cannot ${action}: ${failureText(error)}`;
  const options = { cause: error };
  switch (category) {
    case 'throttled':
      return new ThrottledError(text, options);
    case 'transient':
      return new TransientServiceError(text, options);
    case 'notReady':
      return new NotReadyError(text, options);
    case 'conflict':
      return (error as Error).name.startsWith('PreconditionFailed')
        ? new RevisionConflictError(text, options)
        : new ResourceConflictError(text, options);
    case 'permanent':
      return permanentError(text, error as SdkError);
    case 'unknown':
      return new UnknownServiceError(text, options);
  }
}

/**
 * Returns name and message on one line, with the socket's error code, which `fetch` hides in the
 * cause.
 */
function failureText(error: unknown): string {
  const { name, message, $metadata } = (
    error instanceof Error ? error : new Error(String(error))
  ) as SdkError;
  // The answer to a HEAD request has a status and no body to name the error.
  if (message === 'UnknownError' && $metadata?.httpStatusCode !== undefined) {
    return `HTTP status ${$metadata.httpStatusCode}`;
  }
  const code = socketCodeOf(error as SdkError);
  const suffix = code === undefined || message.includes(code) ? '' : ` (${code})`;
  // Cleaned separately: in "CredentialsProviderError: Could…", the text after the name would look
  // like a secret.
  const cleanName = cleanText(name, NAME_LENGTH_MAX);
  const lengthMax = MESSAGE_LENGTH_MAX - cleanName.length - ': '.length;
  const text = `${cleanName}: ${cleanText(`${message}${suffix}`, lengthMax)}`;
  const advice = CREDENTIALS_ADVICE.get(name);
  return advice === undefined ? text : `${text.replace(/\.$/, '')}: ${advice}`;
}

/**
 * Whether AWS answered the call that failed. Without an answer, it is unknown whether the call took
 * effect or still will.
 */
export function isAnswered({ cause }: TunerError): boolean {
  return (cause as SdkError | undefined)?.$metadata?.httpStatusCode !== undefined;
}

/** Whether the tuner stopped waiting for the answer; the call may still be under way. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof TunerError && error.cause instanceof AttemptTimeout;
}

function permanentError(text: string, error: SdkError): TunerError {
  const options = { cause: error };
  if (isAccessDenied(error)) {
    return new PermissionDeniedError(text, options);
  }
  return error.name === 'ResourceNotFoundException'
    ? new FunctionNotFoundError(text, options)
    : new CallRejectedError(text, error.name, options);
}

/** Whether access was denied. Services use several error codes for this, all with status 403. */
function isAccessDenied(error: SdkError): boolean {
  return error.$metadata?.httpStatusCode === 403 || /^AccessDenied(Exception)?$/.test(error.name);
}
