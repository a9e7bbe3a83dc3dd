/** A change is refused because it would be a guess, or would change more than was asked for. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
}
