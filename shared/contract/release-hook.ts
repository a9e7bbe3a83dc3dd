import * as z from 'zod/mini';

/**
 * CodeDeploy's call of the hook, or Step Functions' event about the end of a run that the hook
 * started.
 */
export const releaseHookInputSchema = z.unknown();

const hookCallSchema = z.object({
  DeploymentId: z.string(),
  LifecycleEventHookExecutionId: z.string(),
});

/** The hook of a deployment that has to be answered; stored as one object until it is. */
export const hookNoteSchema = z.strictObject({
  deploymentId: z.string(),
  hookExecutionId: z.string(),
});

export type HookNote = Readonly<z.infer<typeof hookNoteSchema>>;

/** Reads the hook in a call by CodeDeploy; `undefined` if the event is not such a call. */
export function hookOfEvent(event: unknown): HookNote | undefined {
  const { data } = z.safeParse(hookCallSchema, event);
  return (
    data && { deploymentId: data.DeploymentId, hookExecutionId: data.LifecycleEventHookExecutionId }
  );
}

/**
 * Prefix of the names of executions that the hook starts. The rule in deployment/release-hook.yml
 * matches it.
 */
export const HOOKED_RUN_PREFIX = 'codedeploy-';

const hookedRunSchema = z.object({
  detail: z.object({
    executionArn: z.string(),
    name: z.string().check(z.startsWith(HOOKED_RUN_PREFIX)),
  }),
});

/** Reads which hooked run has ended; `undefined` if the event is not about one. */
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
