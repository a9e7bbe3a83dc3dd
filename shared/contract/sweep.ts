import * as z from 'zod/mini';

/**
 * The event that starts a sweep: Step Functions' own event about an execution, or anything else,
 * such as the event of a schedule, for a sweep of everything.
 */
export const sweepInputSchema = z.unknown();

const statusChangeSchema = z.object({
  detail: z.object({ executionArn: z.string() }),
});

/** Returns the execution that an event is about; `undefined` if it is about none. */
export function executionArnOfEvent(event: unknown): string | undefined {
  const parsed = z.safeParse(statusChangeSchema, event);
  return parsed.success ? parsed.data.detail.executionArn : undefined;
}

export const sweepOutputSchema = z.strictObject({
  /** Dead runs that had left something behind. */
  sweptRunIds: z.array(z.string()),
  deletedCloneCount: z.int(),
  /** Clones that could not be deleted; the next sweep tries again. */
  leftClones: z.array(z.strictObject({ functionArn: z.string(), message: z.string() })),
  /** Runs without a result whose report was written by this sweep. */
  reportedRunIds: z.array(z.string()),
  /** Runs that were cleaned up, but could not be reported. */
  unreportedRuns: z.array(z.strictObject({ runId: z.string(), message: z.string() })),
  /** Parts of the store, or executions, that could not be read and are left unchanged. */
  skipped: z.array(z.strictObject({ what: z.string(), message: z.string() })),
});

export type SweepOutput = z.infer<typeof sweepOutputSchema>;
