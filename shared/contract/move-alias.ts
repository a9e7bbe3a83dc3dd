import * as z from 'zod/mini';
import { applicationSchema } from './apply-config.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';
import { verificationSchema } from './verify-config.ts';

export const moveAliasInput = z.strictObject({
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
    /** Milliseconds since the Unix epoch. */
    movedAtMs: z.number(),
    message: z.string(),
  }),
  z.strictObject({ kind: z.literal('superseded'), message: z.string() }),
]);

export type AliasMove = z.infer<typeof aliasMoveSchema>;

export const moveAliasOutput = aliasMoveSchema;

export type MoveAliasInput = z.infer<typeof moveAliasInput>;
