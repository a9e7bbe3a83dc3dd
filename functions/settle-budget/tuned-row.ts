import type { FleetItem, FleetRow } from '../../shared/contract/fleet.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { type TuningResult, tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { type MonthlySaving, savingOfChange } from '../../shared/core/fleet/monthly-saving.ts';

/**
 * Returns the row of a function whose run has a result.
 *
 * @param output The output of the run.
 * @throws {ContractError} If it is not the result of a run.
 */
export function tunedRow(
  { functionName }: FleetItem,
  executionArn: string,
  output: unknown,
): FleetRow {
  const result = parseContract(tuningResultSchema, output, `output of "${executionArn}"`);
  const { decision, application, powerValue, powerValueBefore } = result;
  return {
    functionName,
    outcome: {
      kind: 'tuned',
      verdict: decision.verdict.kind,
      text: decision.verdict.text,
      powerValueBefore,
      powerValue,
      isApplied: application.kind === 'applied' && result.watch.kind !== 'rolledBack',
      ...definedOnly({ saving: savingOf(result) }),
      isRecalled: result.isRecalled,
      report: result.report.html,
    },
    spent: { invocations: result.invocationCount, usd: result.tuningCostUsd },
    executionArn,
  };
}

/**
 * Returns the saving of a change; `undefined` if it is unknown how often the function is invoked.
 */
function savingOf({
  decision: { verdict, outlook, evidence },
  powerValue,
  powerValueBefore,
}: TuningResult): MonthlySaving | undefined {
  const costOf = (size: number) =>
    evidence.tiers.find((tier) => tier.powerValue === size)?.costUsdPerMillion;
  const [before, after] = [costOf(powerValueBefore), costOf(powerValue)];
  return verdict.kind !== 'change' || !outlook || !before || !after
    ? undefined
    : savingOfChange({ before, after }, outlook.invocationsPerMonth);
}
