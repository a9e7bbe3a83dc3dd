import * as z from 'zod/mini';
import { cleanText } from '../core/untrusted-text.ts';
import { categoryOfEngineError, ERROR_CATEGORIES, type ErrorCategory } from '../errors.ts';

/**
 * A failure that the state machine caught. `Cause` is JSON for a failed Lambda function, plain text
 * for Step Functions' own failures, and may be absent, as with `States.Timeout`.
 */
export const caughtFailureSchema = z.looseObject({
  Error: z.string(),
  Cause: z.exactOptional(z.string()),
});

export type CaughtFailure = z.infer<typeof caughtFailureSchema>;

/** Message and category of a caught failure. */
export interface ReadFailure {
  /** Message without its category. */
  readonly message: string;
  readonly category: ErrorCategory;
}

/**
 * Longest message that leaves a task, and longest part of a cause that is kept, characters. Step
 * Functions cuts a cause at 32,768, and that of a failed Lambda function is JSON.
 */
export const CAUSE_LENGTH_MAX = 8_000;

const CATEGORY_AT_END = new RegExp(` \\[(${ERROR_CATEGORIES.join('|')})\\]$`);

/**
 * Puts the category at the end of a message, because only name, message and trace of a failed
 * Lambda function reach the state machine. Replaces a category that is already there.
 */
export function withCategory(message: string, category: ErrorCategory): string {
  return `${withoutCategory(message)} [${category}]`;
}

/** Reads a caught failure of one of the tuner's tasks, or of Step Functions itself. */
export function readFailure({ Error: name, Cause = '' }: CaughtFailure): ReadFailure {
  const message = messageOf(Cause) || `The run ended with ${name}`;
  const [, category] = CATEGORY_AT_END.exec(message) ?? [];
  return {
    message: cleanText(withoutCategory(message), CAUSE_LENGTH_MAX),
    category: (category as ErrorCategory | undefined) ?? categoryOfEngineError(name),
  };
}

function withoutCategory(message: string): string {
  return message.replace(CATEGORY_AT_END, '');
}

/**
 * Returns the message in a cause. For a failed Lambda function, Step Functions gives JSON with the
 * message in it.
 */
function messageOf(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause);
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
