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

/** Errors that can end a run before it measures anything. Such a run leaves no report. */
const EARLY_ERRORS = [
  'InvalidRequestError',
  'PermissionDeniedError',
  'FunctionNotFoundError',
  'UnsupportedFunctionError',
  'FunctionBusyError',
];

/** The measurements in the report of a run without a result. */
const failureReportSchema = z.object({
  functionArn: z.string(),
  tiers: tiersSchema,
  discardedTiers: tiersSchema,
});

/**
 * Ephemeral storage that Lambda includes for free, MB. More is a small part of any bill, so it is
 * ignored.
 */
const FREE_STORAGE_MB = 512;

/**
 * Returns what a run without a result has spent: the amounts in its report, or everything that was
 * promised to it if the report may be incomplete.
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
  // The report does not name the architecture: assume x86_64, which is more expensive.
  const price = priceOf(regionOfArn(report.functionArn), 'x86_64');
  return {
    invocations: invocationCount(tiers),
    usd: tuningCostUsd(tiers, { price, ephemeralStorageMb: FREE_STORAGE_MB }),
  };
}

/** Returns the amounts promised to the run of a function: the most that it can have spent. */
export async function promisedTo(
  store: Pick<Store, 'read'>,
  { fleetId }: Pick<Fleet, 'fleetId'>,
  { position }: Pick<FleetItem, 'position'>,
): Promise<Amounts> {
  const { ledger } = await readLedger(store, fleetId);
  return ledger.promised[position] ?? NOTHING;
}

/**
 * Whether a step broke off and so lost count of its invocations; its error then comes from the
 * platform.
 */
function mayMissInvocations({ outcome }: Tier): boolean {
  return outcome.kind === 'failed' && /^(Runtime|Lambda|Sandbox|States)\./.test(outcome.errorName);
}
