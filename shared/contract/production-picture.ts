import * as z from 'zod/mini';

export const productionPictureSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('seen'),
    dayCount: z.int(),
    invocationCount: z.number(),
    errorCount: z.number(),
    throttleCount: z.number(),
    concurrencyMax: z.exactOptional(z.number()),
    durationMs: z.strictObject({
      average: z.number(),
      p50: z.number(),
      p90: z.number(),
      p95: z.number(),
      p99: z.number(),
    }),
  }),
  z.strictObject({ kind: z.literal('noTraffic'), dayCount: z.int() }),
  z.strictObject({ kind: z.literal('unavailable'), reason: z.string() }),
]);
