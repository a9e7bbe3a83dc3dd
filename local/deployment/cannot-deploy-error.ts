/** Thrown if a function cannot be deployed; the message says why. */
export class CannotDeployError extends Error {
  override readonly name = 'CannotDeployError';
}
