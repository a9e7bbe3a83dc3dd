/**
 * The message inside a failure's cause: for a failed Lambda, Step Functions gives JSON with
 * `errorMessage` in it; any other cause is plain text.
 */
export function readableCause(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause);
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
