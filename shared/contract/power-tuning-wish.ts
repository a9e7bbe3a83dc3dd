import * as z from 'zod/mini';

/** How an answer is wanted by whoever wrote the input for aws-lambda-power-tuning. */
export const powerTuningWishSchema = z.strictObject({
  hasStats: z.boolean(),
  notes: z.readonly(z.array(z.string())),
});

export type PowerTuningWish = z.infer<typeof powerTuningWishSchema>;
