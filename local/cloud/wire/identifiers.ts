import type { Random } from '../../../shared/runtime/random.ts';

/** Returns a version 4 UUID from the given source: the same seed gives the same UUID. */
export function randomUuid(random: Random): string {
  const digits = Array.from({ length: 32 }, (_, index) => {
    if (index === 12) return '4';
    const digit = Math.floor(random() * 16);
    // The variant digit of RFC 9562 is one of 8, 9, a, b.
    return (index === 16 ? 8 + (digit % 4) : digit).toString(16);
  }).join('');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-');
}
