import * as z from 'zod/mini';
import { applicationSchema } from './apply-config.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';
import { verificationSchema } from './verify-config.ts';

export const moveAliasInputSchema = z.strictObject({
  run: runSchema,
  target: targetFunctionSchema,
  application: applicationSchema,
  verification: verificationSchema,
});

/**
 * - `notNeeded`: the change was not for an alias, or nothing was applied.
 * - `moved`: a version of ours was published, and the alias points to it.
 * - `superseded`: somebody changed the function or the alias meanwhile; the alias is as they left it.
 */
export const aliasMoveSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notNeeded') }),
  z.strictObject({
    kind: z.literal('moved'),
    name: z.string(),
    functionVersion: z.string(),
    functionVersionBefore: z.string(),
    /** Milliseconds since the Unix epoch; absent where nobody saw it. */
    movedAtMs: z.exactOptional(z.number()),
    message: z.string(),
  }),
  z.strictObject({ kind: z.literal('superseded'), message: z.string() }),
]);

/** What tells a version of ours, and of which run, from everybody else's. */
export function versionDescription(runId: string, powerValue: number): string {
  return `lambda-autotuner ${runId}: ${powerValue} MB`;
}

export type AliasMove = z.infer<typeof aliasMoveSchema>;

export const moveAliasOutputSchema = aliasMoveSchema;

export type MoveAliasInput = z.infer<typeof moveAliasInputSchema>;
