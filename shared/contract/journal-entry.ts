import * as z from 'zod/mini';

/** One line of a run's journal: a clone that exists, or is about to. */
export const journalEntrySchema = z.strictObject({
  executionArn: z.string(),
  cloneArn: z.string(),
  recordedAtMs: z.number(),
});

export type JournalEntry = z.infer<typeof journalEntrySchema>;
