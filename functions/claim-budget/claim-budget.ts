import { storeAccess } from '../../shared/aws/s3-store.ts';
import {
  type ClaimBudgetInput,
  type ClaimBudgetOutput,
  claimBudgetInputSchema,
  claimBudgetOutputSchema,
  type FleetItem,
} from '../../shared/contract/fleet.ts';
import { countText, usdText } from '../../shared/core/advice/figure-text.ts';
import { type Amounts, NOTHING } from '../../shared/core/fleet/amounts.ts';
import { type Claim, claim } from '../../shared/core/fleet/ledger.ts';
import { runCapsFrom } from '../../shared/core/fleet/run-need.ts';
import { type TakeTurns, turnTaker } from '../../shared/run/control-plane-turns.ts';
import { changeLedger, type LedgerPorts, settleInLedger } from '../../shared/run/fleet-ledger.ts';
import { keepFleetRow, readFleetRow } from '../../shared/run/fleet-rows.ts';
import { fleetRunOf } from '../../shared/run/fleet-run.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Most times a function waits for budget, one minute each: one day in all. */
const WAIT_COUNT_MAX = 1_440;

/** Dependencies of ClaimBudget. */
export interface ClaimBudgetPorts extends LedgerPorts {
  readonly takeTurns: TakeTurns;
}

/** ClaimBudget as the fleet runs it. */
export const claimBudgetTask = defineTask({
  name: 'ClaimBudget',
  input: claimBudgetInputSchema,
  output: claimBudgetOutputSchema,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    const turnsAt = turnTaker(stores);
    return (step) => ({ ...step, store: stores.at(step), takeTurns: turnsAt(step) });
  },
  run: claimBudget,
});

/**
 * Reserves a run's share of the fleet's budget, and names the run. A function that already has its
 * row, as after a stop of the fleet, reserves nothing and starts nothing.
 *
 * @throws {TransientServiceError} If other runs kept changing the budget.
 */
export async function claimBudget(
  ports: ClaimBudgetPorts,
  { fleet, item, waitCount }: ClaimBudgetInput,
): Promise<ClaimBudgetOutput> {
  const { fleetId } = fleet;
  const known = await readFleetRow(ports.store, fleetId, item.position);
  if (known !== undefined) {
    // The step that wrote the row may have ended before it settled the ledger.
    await settleInLedger(ports, fleetId, { position: item.position, spent: known.spent });
    return { kind: 'done' };
  }
  const answer = await changeLedger(ports, fleetId, (before) => {
    const { ledger, claim: result } = claim(before, item);
    return { ledger, result };
  });
  switch (answer.kind) {
    case 'granted':
      await waitForTurn(ports);
      return { kind: 'granted', run: runOf(fleet, item, answer.amounts) };
    case 'wait':
      return waitCount < WAIT_COUNT_MAX
        ? answer
        : await skip(ports, { fleetId, item, reason: 'the budget was promised to other runs' });
    case 'usedUp':
      return await skip(ports, { fleetId, item, reason: usedUpText(item, answer) });
  }
}

/**
 * Waits for a turn, because a run calls Lambda's control plane as soon as it begins, and all runs
 * share the pace of that.
 */
async function waitForTurn({ takeTurns, clock, deadlineMs }: ClaimBudgetPorts): Promise<void> {
  const [turnMs = 0] = (await takeTurns({ count: 1, work: 'beginRun' })) ?? [];
  const delayMs = Math.min(turnMs, deadlineMs) - clock.nowMs();
  if (delayMs > 0) await clock.sleepMs(delayMs);
}

async function skip(
  ports: LedgerPorts,
  { fleetId, item, reason }: { fleetId: string; item: FleetItem; reason: string },
): Promise<ClaimBudgetOutput> {
  const { functionName, position } = item;
  await keepFleetRow(
    ports.store,
    { fleetId, position },
    { functionName, outcome: { kind: 'skipped', reason }, spent: NOTHING },
  );
  // Frees what the ledger holds back for this function, so that others can have it.
  await settleInLedger(ports, fleetId, { position, spent: NOTHING });
  return { kind: 'done' };
}

function usedUpText({ need }: FleetItem, { left }: Extract<Claim, { kind: 'usedUp' }>): string {
  const text = ({ invocations, usd }: Amounts) =>
    `${countText(Math.max(0, Math.floor(invocations)), 'invocation')} and ${usdText(Math.max(0, usd))}`;
  return `too little of the budget is left: its run may take ${text(need)}, and starts only if a third of that is left; left are ${text(left)}`;
}

/** Returns the same name and input whenever it is called for the same function of a fleet. */
function runOf(
  fleet: ClaimBudgetInput['fleet'],
  item: FleetItem,
  amounts: Amounts,
): Extract<ClaimBudgetOutput, { kind: 'granted' }>['run'] {
  const { functionName, request } = item;
  const { invocationsMax, usdMax } = runCapsFrom(amounts);
  return {
    name: fleetRunOf(fleet, item).name,
    input: {
      onBusy: 'wait',
      ...request,
      functionName,
      runInvocationsMax: invocationsMax,
      runUsdMax: usdMax,
    },
  };
}
