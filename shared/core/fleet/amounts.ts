import * as z from 'zod/mini';

/** What measuring takes: all invocations count, and the price of their duration by the price list. */
export const amountsSchema = z.strictObject({ invocations: z.number(), usd: z.number() });

export type Amounts = Readonly<z.infer<typeof amountsSchema>>;

export const NOTHING: Amounts = { invocations: 0, usd: 0 };

export function sumOf(amounts: readonly Amounts[]): Amounts {
  return amounts.reduce(
    (sum, { invocations, usd }) => ({
      invocations: sum.invocations + invocations,
      usd: sum.usd + usd,
    }),
    NOTHING,
  );
}

export function difference(a: Amounts, b: Amounts): Amounts {
  return { invocations: a.invocations - b.invocations, usd: a.usd - b.usd };
}

/** Whether an amount is within another in both respects. */
export function isWithin(amount: Amounts, bound: Amounts): boolean {
  return amount.invocations <= bound.invocations && amount.usd <= bound.usd;
}

/** The smaller one in each respect. */
export function smaller(a: Amounts, b: Amounts): Amounts {
  return { invocations: Math.min(a.invocations, b.invocations), usd: Math.min(a.usd, b.usd) };
}
