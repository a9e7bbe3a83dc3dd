/** A change that is not made, because it would be a guess or would change more than is asked for. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
}
