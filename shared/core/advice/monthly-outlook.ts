import * as z from 'zod/mini';
import { shownValue } from '../planner/estimate.ts';
import type { MonthlyRate } from '../production/production-picture.ts';
import { countText, usdText } from './figure-text.ts';
import type { ShownSize } from './shown-size.ts';
import { costOf } from './size-score.ts';

/** Monthly cost of the recommended size, compute and requests only, USD. */
export const outlookSchema = z.strictObject({
  invocationsPerMonth: z.number(),
  /** Where the rate comes from: the request or production. */
  source: z.enum(['request', 'production']),
  costUsdPerMonth: z.number(),
  /** At the present size; absent if that is not known or does not work. */
  costUsdPerMonthBefore: z.exactOptional(z.number()),
});

/** Monthly cost of the recommended size. */
export type MonthlyOutlook = z.infer<typeof outlookSchema>;

/** Computes the monthly cost at the recommended and the present size. */
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

/** Puts the monthly cost into a sentence. */
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
