import * as z from 'zod/mini';
import { usdText } from '../core/advice/figure-text.ts';
import { exactCountText } from '../core/count-text.ts';
import type { MonthlySaving } from '../core/fleet/monthly-saving.ts';
import { OPT_IN_TAG, TUNED_OPT_INS } from '../core/opt-in.ts';
import { type FleetRow, fleetRowSchema, type Refused, refusedSchema } from './fleet.ts';
import { fleetResultSchema } from './fleet-result.ts';

/** The report of a fleet, as it is stored for programs. */
export const fleetReportSchema = z.strictObject({
  ...fleetResultSchema.shape,
  /** In the order of expected saving per invocation. */
  functions: z.readonly(z.array(fleetRowSchema)),
  /**
   * Functions that cannot be part of the fleet because their request is invalid, with the reasons.
   */
  refused: z.readonly(z.array(refusedSchema)),
  /**
   * Functions that `top` leaves out; absent in reports from before these were listed separately.
   */
  leftOut: z._default(z.readonly(z.array(refusedSchema)), []),
  /** Why the functions were not ordered by expected saving; absent if they were. */
  unorderedBecause: z.exactOptional(z.string()),
  /** Why the fleet itself failed; absent if it did not. */
  failure: z.exactOptional(z.string()),
});

export type FleetReport = Readonly<z.infer<typeof fleetReportSchema>>;

/** Columns of the table of functions. */
export const COLUMNS = ['function', 'verdict', 'size', 'saving a month', 'invocations', 'cost'];

/** Returns one row of the table, by {@link COLUMNS}. */
export function cellsOf({ functionName, outcome, spent }: FleetRow): readonly string[] {
  const cost = spent.invocations === 0 ? '' : usdText(spent.usd);
  const end = [spent.invocations === 0 ? '' : String(spent.invocations), cost];
  switch (outcome.kind) {
    case 'tuned': {
      const { verdict, powerValueBefore, powerValue, isApplied, saving } = outcome;
      const size =
        powerValue === powerValueBefore
          ? `${powerValue} MB`
          : `${powerValueBefore} to ${powerValue} MB${isApplied ? ', applied' : ''}`;
      return [functionName, verdict, size, saving ? savingText(saving) : '', ...end];
    }
    default:
      return [functionName, outcome.kind, '', '', ...end];
  }
}

/**
 * Lists functions without a verdict, with the reasons: failed, skipped, or not part of the fleet.
 */
export function functionsWithoutVerdict({
  functions,
  refused,
  leftOut,
}: FleetReport): readonly Refused[] {
  return [
    ...functions.flatMap((row) => {
      const reason = reasonOf(row);
      return reason === undefined ? [] : [{ functionName: row.functionName, reason }];
    }),
    ...refused,
    ...leftOut,
  ];
}

/** Returns the reason for a row without a verdict; `undefined` for the others. */
function reasonOf({ outcome }: FleetRow): string | undefined {
  switch (outcome.kind) {
    case 'tuned':
      return undefined;
    case 'failed':
      return `${outcome.error}: ${outcome.message}`;
    case 'skipped':
      return outcome.reason;
  }
}

/** Formats a saving with its interval; negative if the new size costs more. */
function savingText({ mean, low, high }: MonthlySaving): string {
  return `${signedUsd(mean)} (${signedUsd(low)} to ${signedUsd(high)})`;
}

function signedUsd(usd: number): string {
  return usd === 0 ? '$0' : usd < 0 ? `−${usdText(-usd)}` : usdText(usd);
}

/** Returns the sentences that a reader looks for first. */
export function headlinesOf(report: FleetReport): readonly string[] {
  const { counts, saving, savingApplied, spent, budget, functionCount } = report;
  const { failure, unorderedBecause } = report;
  const failed = failure === undefined ? [] : [`The fleet failed: ${failure}`];
  if (functionCount === 0) {
    return [
      ...failed,
      counts.refused === 0
        ? `There was no function to tune: none of the tuner's region has the tag "${OPT_IN_TAG}" with the value ${TUNED_OPT_INS.map((value) => `"${value}"`).join(' or ')}.`
        : `There was no function to tune: ${exactCountText(counts.refused, 'function')} cannot be part of the fleet, see below.`,
    ];
  }
  const unknown = report.functions.filter(
    ({ outcome }) =>
      outcome.kind === 'tuned' && outcome.verdict === 'change' && outcome.saving === undefined,
  ).length;
  return [
    ...failed,
    `${exactCountText(functionCount, 'function')}: ${counts.change} to change, ${counts.keep} to keep, ${counts.other} without a clear answer, ${counts.failed} failed, ${counts.skipped} skipped.`,
    `The changes save ${savingText(saving)} a month, with a 90 % interval; ${counts.change === 0 || savingApplied.mean === 0 ? 'none of it is applied' : `${savingText(savingApplied)} of it is applied`}.${unknown === 0 ? '' : ` Of ${exactCountText(unknown, 'change')} nobody knows how often the function is invoked: not part of the sum.`}`,
    `It took ${exactCountText(spent.invocations, 'invocation')} of ${budget.invocations}, and ${usdText(spent.usd)} of ${usdText(budget.usd)}.`,
    ...(unorderedBecause === undefined
      ? []
      : [`The functions were not ordered by expected saving: ${unorderedBecause}.`]),
    ...(counts.refused === 0
      ? []
      : [`${exactCountText(counts.refused, 'function')} cannot be part of it: see below.`]),
    ...(counts.leftOut === 0
      ? []
      : [`${exactCountText(counts.leftOut, 'function')} left out by "top": see below.`]),
  ];
}
