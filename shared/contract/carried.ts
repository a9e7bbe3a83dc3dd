import * as z from 'zod/mini';

/**
 * A value that travels between states: in the state itself while it is small, in the store once it
 * is large, because the whole state is limited to 256 KiB.
 */
export const carriedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inline'), value: z.unknown() }),
  z.strictObject({ kind: z.literal('stored'), key: z.string() }),
]);

export type Carried = z.infer<typeof carriedSchema>;

/** The payload of each class as JSON text. */
export const payloadTextsSchema = z.readonly(z.array(z.string()));
