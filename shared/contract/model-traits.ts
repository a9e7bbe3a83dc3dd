import * as z from 'zod/mini';

/**
 * The optional API features of a question. Models differ in what they accept: some refuse an
 * effort, some refuse a forced tool.
 */
const questionFormSchema = z.strictObject({
  /** `low`, `medium` or `high`; absent for the model's own default. */
  effort: z.exactOptional(z.string()),
  isToolForced: z.boolean(),
});

export type QuestionForm = z.infer<typeof questionFormSchema>;

/** A model's observed behaviour, kept from run to run. */
export const modelTraitsSchema = z.strictObject({
  /** Durations of its latest answers, milliseconds. */
  durationsMs: z.readonly(z.array(z.number())),
  /** Forms of a question that the model refused before it accepted another one. */
  refusedForms: z.readonly(z.array(questionFormSchema)),
});

export type ModelTraits = z.infer<typeof modelTraitsSchema>;
