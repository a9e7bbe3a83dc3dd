import * as z from 'zod/mini';
import { trafficSchema } from '../core/production/production-comparison.ts';
import { applicationSchema } from './apply-config.ts';
import { aliasMoveSchema } from './move-alias.ts';
import { decisionSchema } from './reason-about-tiers.ts';
import { targetFunctionSchema } from './target-function.ts';
import { verificationSchema } from './verify-config.ts';

export const watchProductionInputSchema = z.strictObject({
  target: targetFunctionSchema,
  decision: decisionSchema,
  application: applicationSchema,
  verification: verificationSchema,
  aliasMove: aliasMoveSchema,
});

const comparedFields = { before: trafficSchema, after: trafficSchema, message: z.string() };

/**
 * - `notAsked`: nothing was applied, or the request has no `watchMinutes`.
 * - `kept`: production is as promised.
 * - `unclear`: production could not be compared; the change stays.
 * - `superseded`: the function or the alias was changed meanwhile, and is left unchanged.
 * - `rolledBack`: production was worse than promised, and everything was restored.
 */
export const watchSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notAsked') }),
  z.strictObject({ kind: z.literal('kept'), ...comparedFields }),
  z.strictObject({ kind: z.literal('unclear'), message: z.string() }),
  z.strictObject({ kind: z.literal('superseded'), message: z.string() }),
  z.strictObject({ kind: z.literal('rolledBack'), ...comparedFields }),
]);

export type Watch = z.infer<typeof watchSchema>;

export type WatchProductionInput = z.infer<typeof watchProductionInputSchema>;
