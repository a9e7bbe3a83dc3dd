import type * as z from 'zod/mini';
import { durableText, parseDurable } from '../contract/durable.ts';
import type { Store } from '../runtime/store.ts';

/** How far work is that takes several steps, as the store has it. */
export interface KeptProgress<T> {
  readonly value: T;
  /** Absent while nothing is kept. */
  readonly etag?: string;
}

/**
 * Reads how far work is.
 *
 * @param whole.none Of work that nothing is done of.
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
 * Keeps how far work is, unless another step has kept something since it was read: a step that was
 * given up may still be at work while it is repeated.
 *
 * @returns Whether it is kept. If it is not, what the other step kept holds.
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
