import * as z from 'zod/mini';

/**
 * One entry of a run's journal: a clone that exists, or is about to. Unknown fields, which older
 * releases wrote, are dropped.
 */
export const journalEntrySchema = z.object({
  executionArn: z.string(),
  cloneArn: z.string(),
});

export type JournalEntry = z.infer<typeof journalEntrySchema>;
