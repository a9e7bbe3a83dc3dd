import * as z from 'zod/mini';

/**
 * How much of the API a question uses. Models differ in what they take: some refuse an effort, some
 * refuse to be forced to use a tool.
 */
const questionFormSchema = z.strictObject({
  /** `low`, `medium` or `high`; absent: the model's own default. */
  effort: z.exactOptional(z.string()),
  isToolForced: z.boolean(),
});

export type QuestionForm = z.infer<typeof questionFormSchema>;

/** What a model was seen to need, kept from run to run. */
export const modelTraitsSchema = z.strictObject({
  /** Of its latest answers, milliseconds. */
  durationsMs: z.readonly(z.array(z.number())),
  /** Forms of a question that it refused before it took another one. */
  refusedForms: z.readonly(z.array(questionFormSchema)),
});

export type ModelTraits = z.infer<typeof modelTraitsSchema>;
