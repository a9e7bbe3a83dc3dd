import * as z from 'zod/mini';
import { applicationSchema } from './apply-config.ts';
import { carriedSchema } from './carried.ts';
import { cleanUpOutputSchema } from './clean-up.ts';
import { aliasMoveSchema } from './move-alias.ts';
import { restartSchema } from './plan-round.ts';
import { powerTuningAnswerSchema } from './power-tuning-answer.ts';
import { powerTuningWishSchema } from './power-tuning-wish.ts';
import { decisionSchema } from './reason-about-tiers.ts';
import { recallResultOutputSchema } from './recall-result.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';
import { tuningResultSchema } from './tuning-result.ts';
import { preflightSchema } from './validate-permissions.ts';
import { verificationSchema } from './verify-config.ts';
import { watchSchema } from './watch-production.ts';

export const publishReportInputSchema = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
  target: targetFunctionSchema,
  preflight: preflightSchema,
  recall: recallResultOutputSchema,
  restart: restartSchema,
  tiers: carriedSchema,
  decision: decisionSchema,
  application: applicationSchema,
  verification: verificationSchema,
  aliasMove: aliasMoveSchema,
  watch: watchSchema,
  cleanUp: cleanUpOutputSchema,
  powerTuning: z.nullable(powerTuningWishSchema),
});

/** The result, in the format that belongs to the input. */
export const publishReportOutputSchema = z.union([tuningResultSchema, powerTuningAnswerSchema]);

export type PublishReportInput = z.infer<typeof publishReportInputSchema>;
export type PublishReportOutput = z.infer<typeof publishReportOutputSchema>;
