/** A handler cannot be deployed; the message says why, and what to do. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';
}
