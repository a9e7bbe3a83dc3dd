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
 * - `moved`: the run published a version, and the alias points to it.
 * - `superseded`: the function or the alias was changed meanwhile; the alias is left unchanged.
 */
export const aliasMoveSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notNeeded') }),
  z.strictObject({
    kind: z.literal('moved'),
    name: z.string(),
    functionVersion: z.string(),
    functionVersionBefore: z.string(),
    /** Milliseconds since the Unix epoch; absent if the step could not report it. */
    movedAtMs: z.exactOptional(z.number()),
    message: z.string(),
  }),
  z.strictObject({ kind: z.literal('superseded'), message: z.string() }),
]);

/**
 * Returns the description by which a version that the tuner published, and its run, are recognised.
 */
export function versionDescription(runId: string, memoryMb: number): string {
  return `lambda-autotuner ${runId}: ${memoryMb} MB`;
}

export type AliasMove = z.infer<typeof aliasMoveSchema>;

export type MoveAliasInput = z.infer<typeof moveAliasInputSchema>;
