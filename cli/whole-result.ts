import * as z from 'zod/mini';
import { type TuningResult, tuningResultSchema } from '../shared/contract/tuning-result.ts';

/** All of a result, without what the report's JSON has beside it; `undefined` of other versions. */
export function wholeResult(value: unknown): TuningResult | undefined {
  const known = Object.entries(value ?? {}).filter(([key]) => key in tuningResultSchema.shape);
  const parsed = z.safeParse(tuningResultSchema, Object.fromEntries(known));
  return parsed.success ? parsed.data : undefined;
}
