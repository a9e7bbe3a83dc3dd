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

/** What every call to AWS runs within. */
export type CallContext = Pick<Step, 'clock' | 'random' | 'deadlineMs'>;

/** First pause after a transient failure, doubled each time. */
const BACKOFF_MS_FIRST = 100;

/** First pause after throttling: AWS refills its buckets by the second. */
const THROTTLE_BACKOFF_MS_FIRST = 500;

/** Longest pause between two attempts. */
const BACKOFF_MS_MAX = 5_000;

/** Attempts at one call, whatever time is left. */
const ATTEMPT_COUNT_MAX = 8;

/** Longest wait for one answer of a control-plane call. */
const ATTEMPT_MS_MAX = 15_000;

/** Longest wait for an aborted attempt to end, milliseconds. */
const HEEDING_MS_MAX = 500;

/** Attempts of a failure that fits no class. */
const UNKNOWN_ATTEMPT_COUNT_MAX = 2;

/** What to do about credentials, by the name of the failure: neither the SDK nor AWS says it. */
const CREDENTIALS_ADVICE: ReadonlyMap<string, string> = new Map([
  ['CredentialsProviderError', 'set AWS_PROFILE, or other credentials'],
  ['ExpiredToken', 'sign in again, as with aws sso login'],
  ['ExpiredTokenException', 'sign in again, as with aws sso login'],
  ['InvalidClientTokenId', 'set AWS_PROFILE, or other credentials'],
  ['SignatureDoesNotMatch', 'check the secret key, and the clock of this machine'],
]);

/** Options of one call. */
interface CallOptions {
  /** Longest wait for one answer. Default: 15 seconds. */
  readonly attemptMsMax?: number;
  /** Categories to try again, beside which every failure is final. Default: throttled, transient and unknown. */
  readonly retries?: readonly ErrorCategory[];
  /** Failures that are final whatever their category, because the caller handles them. */
  isFinal?(error: unknown): boolean;
  /** Most attempts, whatever time is left. Default: 8. */
  readonly attemptCountMax?: number;
}

/**
 * Calls AWS: tries again what may pass, inside the deadline, and throws the tuner's own errors.
 *
 * This is the only retry mechanism inside a step; SDK clients run with one attempt.
 *
 * @param action What is being done, as the end of "Cannot …", such as `read function "my-fn"`.
 * @param attempt Sends the call once; the signal ends it when its time is up.
 * @throws {TunerError} Named by what can be done about it, with the error of AWS as cause.
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

/** The time of one attempt is up. */
class AttemptTimeout extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Runs one attempt with a signal that fires when its own time or the step's is up. Not everything
 * heeds the signal: a client that has the head of an answer may wait for its body without end. So
 * the attempt is left behind soon after.
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
    await clock.sleepMs(HEEDING_MS_MAX, answered.signal);
    throw timeout.signal.reason;
  });
  abandoned.catch(() => undefined);
  try {
    return await Promise.race([attempt(timeout.signal), abandoned]);
  } catch (error) {
    // An SDK client reports our signal as its own AbortError; the reason says what happened.
    throw timeout.signal.aborted ? timeout.signal.reason : error;
  } finally {
    answered.abort();
  }
}

/** Exponential, with full jitter: a random pause below a bound that doubles up to a cap. */
function backoffMs(category: ErrorCategory, attemptCount: number, random: Random): number {
  const firstMs = category === 'throttled' ? THROTTLE_BACKOFF_MS_FIRST : BACKOFF_MS_FIRST;
  return random() * Math.min(BACKOFF_MS_MAX, firstMs * 2 ** (attemptCount - 1));
}

/** The tuner's error for a failed call. Errors that already are the tuner's own pass unchanged. */
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

/** Name and message on one line, with the socket's code where `fetch` hides it in the cause. */
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
  // Apart: in "CredentialsProviderError: Could…", what follows the name would look like a secret.
  const cleanName = cleanText(name, NAME_LENGTH_MAX);
  const lengthMax = MESSAGE_LENGTH_MAX - cleanName.length - ': '.length;
  const text = `${cleanName}: ${cleanText(`${message}${suffix}`, lengthMax)}`;
  const advice = CREDENTIALS_ADVICE.get(name);
  return advice === undefined ? text : `${text.replace(/\.$/, '')}: ${advice}`;
}

/**
 * Whether AWS answered the call that failed. Without an answer, it is unknown whether it took effect
 * or still will.
 */
export function isAnswered({ cause }: TunerError): boolean {
  return (cause as SdkError | undefined)?.$metadata?.httpStatusCode !== undefined;
}

/** Whether we stopped waiting for the answer: the call may still be under way. */
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

/** Not a modelled error: services use several codes for it, all with status 403. */
function isAccessDenied(error: SdkError): boolean {
  return error.$metadata?.httpStatusCode === 403 || /^AccessDenied(Exception)?$/.test(error.name);
}
