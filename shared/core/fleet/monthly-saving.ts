import * as z from 'zod/mini';
import { type Estimate, INTERVAL_DEVIATIONS } from '../planner/estimate.ts';

/** A monthly saving with its 90 % interval, USD; negative if a size costs more and is faster. */
export const monthlySavingSchema = z.strictObject({
  mean: z.number(),
  low: z.number(),
  high: z.number(),
});

export type MonthlySaving = Readonly<z.infer<typeof monthlySavingSchema>>;

/**
 * Computes what another size saves. Assumes that the two estimates are independent, which widens
 * the interval.
 */
export function savingOfChange(
  costUsdPerMillion: { readonly before: Estimate; readonly after: Estimate },
  invocationsPerMonth: number,
): MonthlySaving {
  const { before, after } = costUsdPerMillion;
  const perMonth = invocationsPerMonth / 1e6;
  const half = Math.hypot(before.high - before.low, after.high - after.low) / 2;
  return intervalAround(perMonth * (before.median - after.median), perMonth * half);
}

/** Adds up the savings of several functions, assuming that they are independent. */
export function totalSaving(savings: readonly MonthlySaving[]): MonthlySaving {
  const mean = savings.reduce((sum, saving) => sum + saving.mean, 0);
  return intervalAround(mean, Math.hypot(...savings.map(({ low, high }) => (high - low) / 2)));
}

/** Creates a saving from a mean and a standard deviation. */
export function savingWithDeviation(mean: number, sd: number): MonthlySaving {
  return intervalAround(mean, (INTERVAL_DEVIATIONS / 2) * sd);
}

function intervalAround(mean: number, half: number): MonthlySaving {
  return { mean, low: mean - half, high: mean + half };
}
