import type * as z from 'zod/mini';
import type { Carried } from '../contract/carried.ts';
import { parseContract } from '../contract/parse-contract.ts';
import { parseJson } from '../core/json.ts';
import { ContractError } from '../errors.ts';
import type { Store } from '../runtime/store.ts';

/** Largest value that travels in the state itself, bytes of JSON. */
const INLINE_BYTES_MAX = 8 * 1024;

/** The limit for a value of one tier, bytes of JSON: a round has up to 40 of them in one state. */
export const TIER_INLINE_BYTES_MAX = 2 * 1024;

/**
 * Prepares a value for travelling between states: small values inline, large ones through the
 * store.
 *
 * @param key Where a large value is stored.
 * @param inlineBytesMax Largest inline value, bytes of JSON.
 */
export async function carry(
  store: Store,
  key: string,
  value: unknown,
  inlineBytesMax = INLINE_BYTES_MAX,
): Promise<Carried> {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= inlineBytesMax) {
    return { kind: 'inline', value };
  }
  await store.write(key, text);
  return { kind: 'stored', key };
}

/**
 * Unpacks a value that travelled between states.
 *
 * @throws {ContractError} If it is no longer in the store, is not JSON, or does not have the agreed
 *   shape.
 */
export async function unpack<T>(
  store: Store,
  carried: Carried,
  schema: z.ZodMiniType<T>,
  what: string,
): Promise<T> {
  if (carried.kind === 'inline') {
    return parseContract(schema, carried.value, what);
  }
  const stored = await store.read(carried.key);
  if (stored === undefined) {
    throw new ContractError(`Cannot read ${what}: "${carried.key}" is not in the store`);
  }
  const value = parseJson(stored.text);
  if (value === undefined) {
    throw new ContractError(`Cannot read ${what}: "${carried.key}" is not JSON`);
  }
  return parseContract(schema, value, what);
}
