import * as z from 'zod/mini';

/** What a model was seen to need, kept from run to run. */
export const modelTraitsSchema = z.strictObject({
  /** Of its latest answers, milliseconds. */
  durationsMs: z.readonly(z.array(z.number())),
  /** Which form of question it takes: an index of `QUESTION_FORMS`. */
  formIndex: z.int(),
});

export type ModelTraits = z.infer<typeof modelTraitsSchema>;
