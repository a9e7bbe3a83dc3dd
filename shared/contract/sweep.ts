import * as z from 'zod/mini';

/**
 * What starts a sweep: Step Functions' own event about an execution, or anything else, such as the
 * event of a schedule, for a sweep of everything.
 */
export const sweepInputSchema = z.unknown();

const statusChangeSchema = z.object({
  detail: z.object({ executionArn: z.string() }),
});

/** The execution that an event is about; `undefined` if it is about none. */
export function executionArnOfEvent(event: unknown): string | undefined {
  const parsed = z.safeParse(statusChangeSchema, event);
  return parsed.success ? parsed.data.detail.executionArn : undefined;
}

export const sweepOutputSchema = z.strictObject({
  /** Dead runs that had left something. */
  sweptRunIds: z.array(z.string()),
  deletedCloneCount: z.int(),
  /** What could not be deleted; the next sweep tries again. */
  leftClones: z.array(z.strictObject({ functionArn: z.string(), message: z.string() })),
  /** Runs without a result of which a report was written now. */
  reportedRunIds: z.array(z.string()),
  /** Runs that were cleaned up, and of which no report could be made. */
  unreportedRuns: z.array(z.strictObject({ runId: z.string(), message: z.string() })),
  /** What could not be looked at, and is left as it is: a part of the store, or an execution. */
  skipped: z.array(z.strictObject({ what: z.string(), message: z.string() })),
});

export type SweepOutput = z.infer<typeof sweepOutputSchema>;
