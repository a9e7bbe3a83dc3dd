import { createHash } from 'node:crypto';

/**
 * SHA-256 of a value, 64 hexadecimal digits: of a text as it is, of anything else as JSON.
 *
 * @param value Anything that JSON can hold.
 */
export function digestOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash('sha256').update(text).digest('hex');
}
