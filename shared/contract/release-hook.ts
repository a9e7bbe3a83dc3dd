import * as z from 'zod/mini';

/** What CodeDeploy calls the hook with, or Step Functions' event of the end of a run that it started. */
export const releaseHookInputSchema = z.unknown();

const hookCallSchema = z.object({
  DeploymentId: z.string(),
  LifecycleEventHookExecutionId: z.string(),
});

/** Which hook of which deployment is to be answered, one object until it is. */
export const hookNoteSchema = z.strictObject({
  deploymentId: z.string(),
  hookExecutionId: z.string(),
});

export type HookNote = Readonly<z.infer<typeof hookNoteSchema>>;

/** The hook that CodeDeploy calls; `undefined` if the event is no such call. */
export function hookOfEvent(event: unknown): HookNote | undefined {
  const { data } = z.safeParse(hookCallSchema, event);
  return (
    data && { deploymentId: data.DeploymentId, hookExecutionId: data.LifecycleEventHookExecutionId }
  );
}

/**
 * What the names of executions begin with that a hook starts; the rule in deployment/release-hook.yml
 * goes by it.
 */
export const HOOKED_RUN_PREFIX = 'codedeploy-';

const hookedRunSchema = z.object({
  detail: z.object({
    executionArn: z.string(),
    name: z.string().check(z.startsWith(HOOKED_RUN_PREFIX)),
  }),
});

/** The run of a hook that an event says has ended; `undefined` if it is of none. */
export function hookedRunOfEvent(
  event: unknown,
): { readonly executionArn: string; readonly name: string } | undefined {
  return z.safeParse(hookedRunSchema, event).data?.detail;
}

export const releaseHookOutputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('started'), executionArn: z.string() }),
  z.strictObject({
    kind: z.literal('told'),
    status: z.enum(['Succeeded', 'Failed']),
    /** What the run found, or why it found nothing. */
    reason: z.string(),
  }),
  z.strictObject({ kind: z.literal('ignored'), reason: z.string() }),
]);

export type ReleaseHookOutput = z.infer<typeof releaseHookOutputSchema>;
