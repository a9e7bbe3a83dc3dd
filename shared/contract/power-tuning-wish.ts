import * as z from 'zod/mini';

/** How the author of an input for aws-lambda-power-tuning wants the answer. */
export const powerTuningWishSchema = z.strictObject({
  hasStats: z.boolean(),
  notes: z.readonly(z.array(z.string())),
});

export type PowerTuningWish = z.infer<typeof powerTuningWishSchema>;
