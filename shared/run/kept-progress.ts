import type * as z from 'zod/mini';
import { durableText, parseDurable } from '../contract/durable.ts';
import type { Store } from '../runtime/store.ts';

/** Stored progress of work that takes several steps. */
export interface KeptProgress<T> {
  readonly value: T;
  /** Absent while nothing is stored. */
  readonly etag?: string;
}

/**
 * Reads the progress of some work.
 *
 * @param whole.none Returns the progress of work that has not begun.
 */
export async function readProgress<T>(
  store: Pick<Store, 'read'>,
  key: string,
  { schema, none }: { readonly schema: z.ZodMiniType<T>; readonly none: () => T },
): Promise<KeptProgress<T>> {
  const stored = await store.read(key);
  return stored === undefined
    ? { value: none() }
    : { value: parseDurable(schema, stored.text, `progress "${key}"`), etag: stored.etag };
}

/**
 * Stores the progress of some work, unless another step has stored something after it was read: an
 * abandoned step may still be running while it is repeated.
 *
 * @returns Whether it is stored. If not, the other step's progress is valid.
 */
export async function keepProgress<T extends object>(
  store: Pick<Store, 'write'>,
  key: string,
  { value, etag }: KeptProgress<T>,
): Promise<boolean> {
  const condition =
    etag === undefined ? ({ kind: 'ifAbsent' } as const) : ({ kind: 'ifUnchanged', etag } as const);
  return (await store.write(key, durableText(value), { condition })).kind === 'written';
}
