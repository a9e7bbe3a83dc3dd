import * as z from 'zod/mini';

/**
 * What measuring uses: invocations, failed and cold ones included, and USD for their durations at
 * list prices.
 */
export const amountsSchema = z.strictObject({ invocations: z.number(), usd: z.number() });

export type Amounts = Readonly<z.infer<typeof amountsSchema>>;

/** No invocations, at no cost. */
export const NOTHING: Amounts = { invocations: 0, usd: 0 };

/** Adds up amounts. */
export function sumOf(amounts: readonly Amounts[]): Amounts {
  return amounts.reduce(
    (sum, { invocations, usd }) => ({
      invocations: sum.invocations + invocations,
      usd: sum.usd + usd,
    }),
    NOTHING,
  );
}

/** Subtracts `b` from `a`; the result may be negative. */
export function difference(a: Amounts, b: Amounts): Amounts {
  return { invocations: a.invocations - b.invocations, usd: a.usd - b.usd };
}

/** Whether `amount` is at most `bound` both in invocations and in USD. */
export function isWithin(amount: Amounts, bound: Amounts): boolean {
  return amount.invocations <= bound.invocations && amount.usd <= bound.usd;
}

/** Returns the smaller number of invocations and the smaller amount of USD. */
export function smaller(a: Amounts, b: Amounts): Amounts {
  return { invocations: Math.min(a.invocations, b.invocations), usd: Math.min(a.usd, b.usd) };
}
