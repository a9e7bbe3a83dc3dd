import * as z from 'zod/mini';
import { applicationSchema } from './apply-config.ts';
import { carriedSchema } from './carried.ts';
import { cleanUpOutput } from './clean-up.ts';
import { aliasMoveSchema } from './move-alias.ts';
import { restartSchema } from './plan-round.ts';
import { decisionSchema } from './reason-about-tiers.ts';
import { recallResultOutput } from './recall-result.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';
import { tuningResultSchema } from './tuning-result.ts';
import { preflightSchema } from './validate-permissions.ts';
import { verificationSchema } from './verify-config.ts';
import { watchSchema } from './watch-production.ts';

export const publishReportInput = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
  target: targetFunctionSchema,
  preflight: preflightSchema,
  recall: recallResultOutput,
  restart: restartSchema,
  tiers: carriedSchema,
  decision: decisionSchema,
  application: applicationSchema,
  verification: verificationSchema,
  aliasMove: aliasMoveSchema,
  watch: watchSchema,
  cleanUp: cleanUpOutput,
});

export const publishReportOutput = tuningResultSchema;

export type PublishReportInput = z.infer<typeof publishReportInput>;
