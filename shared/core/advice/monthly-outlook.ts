import * as z from 'zod/mini';
import { shownValue } from '../planner/estimate.ts';
import type { MonthlyRate } from '../production/production-picture.ts';
import { countText, usdText } from './figure-text.ts';
import type { ShownSize } from './shown-size.ts';
import { costOf } from './size-score.ts';

/** What the recommended size costs a month, compute and requests alone. Amounts in USD. */
export const outlookSchema = z.strictObject({
  invocationsPerMonth: z.number(),
  /** Whether the request named the rate, or production showed it. */
  source: z.enum(['request', 'production']),
  costUsdPerMonth: z.number(),
  /** At the present size; absent where that does not work. */
  costUsdPerMonthBefore: z.exactOptional(z.number()),
});

/** What the recommended size costs a month. */
export type MonthlyOutlook = z.infer<typeof outlookSchema>;

/** Money per month at the recommended and at the present size. */
export function monthlyOutlook(
  { invocationsPerMonth, source }: MonthlyRate,
  recommended: ShownSize,
  present: ShownSize | undefined,
): MonthlyOutlook {
  const perMonth = (size: ShownSize) => shownValue((costOf(size) / 1e6) * invocationsPerMonth);
  return {
    invocationsPerMonth,
    source,
    costUsdPerMonth: perMonth(recommended),
    ...(present && { costUsdPerMonthBefore: perMonth(present) }),
  };
}

/** Money per month as a person reads it. */
export function outlookText({
  invocationsPerMonth,
  source,
  costUsdPerMonth,
  costUsdPerMonthBefore,
}: MonthlyOutlook): string {
  const rate = `${countText(Math.round(invocationsPerMonth), 'invocation')} a month (${source === 'request' ? 'from the request' : 'from production'})`;
  const cost = usdText(costUsdPerMonth);
  const before = costUsdPerMonthBefore === undefined ? cost : usdText(costUsdPerMonthBefore);
  return `At ${rate} it costs ${cost} a month${before === cost ? '' : `, now ${before}`}.`;
}
