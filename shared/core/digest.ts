import { createHash } from 'node:crypto';

/**
 * Returns the SHA-256 of a value as 64 hexadecimal digits: a string is hashed as it is, anything
 * else as JSON.
 *
 * @param value Anything that JSON can represent.
 */
export function digestOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash('sha256').update(text).digest('hex');
}
