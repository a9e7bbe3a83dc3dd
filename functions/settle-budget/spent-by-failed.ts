import * as z from 'zod/mini';
import type { Fleet, FleetItem, SettleBudgetInput } from '../../shared/contract/fleet.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import { reportKey } from '../../shared/contract/store-key.ts';
import { type Amounts, NOTHING } from '../../shared/core/fleet/amounts.ts';
import { parseFunctionReference, regionOfArn } from '../../shared/core/function-reference.ts';
import { parseJson } from '../../shared/core/json.ts';
import { type Tier, tiersSchema } from '../../shared/core/measurement/tier.ts';
import { invocationCount, tuningCostUsd } from '../../shared/core/measurement/tier-figures.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { readLedger } from '../../shared/run/fleet-ledger.ts';
import { fleetRunOf } from '../../shared/run/fleet-run.ts';
import type { Store } from '../../shared/runtime/store.ts';

/** With these a run may end before it measures anything; then it leaves no report. */
const EARLY_ERRORS = [
  'InvalidRequestError',
  'PermissionDeniedError',
  'FunctionNotFoundError',
  'UnsupportedFunctionError',
  'FunctionBusyError',
];

/** What a run without a result has left of its measurements. */
const failureReportSchema = z.object({
  functionArn: z.string(),
  tiers: tiersSchema,
  discardedTiers: tiersSchema,
});

/** Ephemeral storage that is free; more of it is a small part of any bill. */
const FREE_STORAGE_MB = 512;

/**
 * What a run without a result has spent: what its report shows, and all that was promised to it where
 * the report may not show everything.
 */
export async function spentByFailed(
  store: Pick<Store, 'read'>,
  { fleet, item }: SettleBudgetInput,
  error: string,
): Promise<Amounts> {
  const functionName = parseFunctionReference(item.functionName)?.functionName ?? '';
  const stored = await store.read(
    reportKey(functionName, runIdOf(fleetRunOf(fleet, item).executionArn), 'json'),
  );
  if (stored === undefined && EARLY_ERRORS.includes(error)) {
    return NOTHING;
  }
  const { data: report } = z.safeParse(failureReportSchema, parseJson(stored?.text));
  const tiers = report && [...report.tiers, ...report.discardedTiers];
  if (report === undefined || tiers === undefined || tiers.some(mayMissInvocations)) {
    return await promisedTo(store, fleet, item);
  }
  // The report does not tell the architecture: x86_64 is the dearer one.
  const price = priceOf(regionOfArn(report.functionArn), 'x86_64');
  return {
    invocations: invocationCount(tiers),
    usd: tuningCostUsd(tiers, { price, ephemeralStorageMb: FREE_STORAGE_MB }),
  };
}

/** What is promised to the run of a function: the most that it can have spent. */
export async function promisedTo(
  store: Pick<Store, 'read'>,
  { fleetId }: Pick<Fleet, 'fleetId'>,
  { position }: Pick<FleetItem, 'position'>,
): Promise<Amounts> {
  const { ledger } = await readLedger(store, fleetId);
  return ledger.promised[position] ?? NOTHING;
}

/** A step that broke off has lost count of what it invoked; its error is the platform's. */
function mayMissInvocations({ outcome }: Tier): boolean {
  return outcome.kind === 'failed' && /^(Runtime|Lambda|Sandbox|States)\./.test(outcome.errorName);
}
