import * as z from 'zod/mini';

/**
 * One line of a run's journal: a clone that exists, or is about to. Other fields, as older releases
 * wrote, are left out.
 */
export const journalEntrySchema = z.object({
  executionArn: z.string(),
  cloneArn: z.string(),
});

export type JournalEntry = z.infer<typeof journalEntrySchema>;
