import * as z from 'zod/mini';
import { cleanText } from '../core/untrusted-text.ts';
import { categoryOfEngineError, ERROR_CATEGORIES, type ErrorCategory } from '../errors.ts';

/**
 * A failure as the state machine caught it. `Cause` is JSON for a failed Lambda, plain text for the
 * engine's own failures, and may be absent, as with `States.Timeout`.
 */
export const caughtFailureSchema = z.looseObject({
  Error: z.string(),
  Cause: z.exactOptional(z.string()),
});

export type CaughtFailure = z.infer<typeof caughtFailureSchema>;

/** What a caught failure says, in words and as a category. */
export interface ReadFailure {
  /** Without its category. */
  readonly message: string;
  readonly category: ErrorCategory;
}

/**
 * Longest message that leaves a task, and that is kept of a cause, characters. Step Functions cuts
 * a cause at 32,768, and that of a failed Lambda is JSON.
 */
export const CAUSE_LENGTH_MAX = 8_000;

const CATEGORY_AT_END = new RegExp(` \\[(${ERROR_CATEGORIES.join('|')})\\]$`);

/**
 * Puts the category at the end of a message: of a failed Lambda only name, message and trace reach
 * the state machine. One that stands there already is replaced.
 */
export function withCategory(message: string, category: ErrorCategory): string {
  return `${withoutCategory(message)} [${category}]`;
}

/** Reads a caught failure of one of our tasks, or of the engine. */
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

/** For a failed Lambda, Step Functions gives JSON with the message in it. */
function messageOf(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause);
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
