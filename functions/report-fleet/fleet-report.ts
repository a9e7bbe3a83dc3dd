import type { FleetItem, FleetPlan, FleetRow } from '../../shared/contract/fleet.ts';
import type { FleetResult } from '../../shared/contract/fleet-result.ts';
import { countText, usdText } from '../../shared/core/advice/figure-text.ts';
import type { MonthlySaving } from '../../shared/core/fleet/monthly-saving.ts';

/** All that the report of a fleet tells. */
export interface FleetReport {
  readonly result: FleetResult;
  readonly plan: FleetPlan;
  readonly items: readonly FleetItem[];
  /** In the order of the items. */
  readonly rows: readonly FleetRow[];
  /** Why the fleet itself failed; `undefined` where it did not. */
  readonly failureText: string | undefined;
}

/** Columns of the table of functions. */
export const COLUMNS = ['function', 'verdict', 'size', 'saving a month', 'invocations', 'cost'];

/** One row of the table, by {@link COLUMNS}. */
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

/** What stands below a row that is no verdict; `undefined` for the others. */
export function reasonOf({ outcome }: FleetRow): string | undefined {
  switch (outcome.kind) {
    case 'tuned':
      return undefined;
    case 'failed':
      return `${outcome.error}: ${outcome.message}`;
    case 'skipped':
      return outcome.reason;
  }
}

/** A saving with its interval; a size that costs more says so. */
export function savingText({ mean, low, high }: MonthlySaving): string {
  return `${signedUsd(mean)} (${signedUsd(low)} to ${signedUsd(high)})`;
}

function signedUsd(usd: number): string {
  return usd === 0 ? '$0' : usd < 0 ? `−${usdText(-usd)}` : usdText(usd);
}

/** What a reader wants to know first, in sentences. */
export function headlinesOf({ result, plan, rows, failureText }: FleetReport): readonly string[] {
  const { counts, saving, savingApplied, spent, budget, functionCount } = result;
  const unknown = rows.filter(
    ({ outcome }) =>
      outcome.kind === 'tuned' && outcome.verdict === 'change' && outcome.saving === undefined,
  ).length;
  return [
    ...(failureText === undefined ? [] : [`The fleet did not end well: ${failureText}`]),
    `${countText(functionCount, 'function')}: ${counts.change} to change, ${counts.keep} to keep, ${counts.other} without a clear answer, ${counts.failed} failed, ${counts.skipped} skipped.`,
    `The changes save ${savingText(saving)} a month, with a 90 % interval; ${counts.change === 0 || savingApplied.mean === 0 ? 'none of it is applied' : `${savingText(savingApplied)} of it is applied`}.${unknown === 0 ? '' : ` Of ${countText(unknown, 'change')} nobody knows how often the function is invoked: not part of the sum.`}`,
    `It took ${countText(spent.invocations, 'invocation')} of ${budget.invocations}, and ${usdText(spent.usd)} of ${usdText(budget.usd)}.`,
    ...(plan.unorderedBecause === undefined
      ? []
      : [`The functions were not ordered by expected saving: ${plan.unorderedBecause}.`]),
    ...(counts.refused === 0
      ? []
      : [`${countText(counts.refused, 'function')} not part of it: see below.`]),
  ];
}
