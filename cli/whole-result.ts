import * as z from 'zod/mini';
import {
  type ComparisonResult,
  comparisonResultSchema,
} from '../shared/contract/comparison-result.ts';
import { type TuningResult, tuningResultSchema } from '../shared/contract/tuning-result.ts';

/**
 * Parses a result, ignoring the other fields of a report's JSON; `undefined` for other versions.
 */
export function wholeResult(value: unknown): TuningResult | undefined {
  return wholeOf(tuningResultSchema, value);
}

/** Parses the result of a comparison of releases in the same way. */
export function wholeComparison(value: unknown): ComparisonResult | undefined {
  return wholeOf(comparisonResultSchema, value);
}

function wholeOf<T extends z.ZodMiniObject>(schema: T, value: unknown): z.infer<T> | undefined {
  const known = Object.entries(value ?? {}).filter(([key]) => key in schema.shape);
  const parsed = z.safeParse(schema, Object.fromEntries(known));
  return parsed.success ? parsed.data : undefined;
}
