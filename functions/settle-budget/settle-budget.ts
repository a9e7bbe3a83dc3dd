import type { ExecutionEnd } from '../../shared/aws/execution-events.ts';
import { readExecution } from '../../shared/aws/execution-status.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { type StatesApi, statesApi } from '../../shared/aws/states-api.ts';
import { readFailure } from '../../shared/contract/caught-failure.ts';
import {
  type FleetRow,
  type SettleBudgetInput,
  type SettleBudgetOutput,
  settleBudgetInputSchema,
  settleBudgetOutputSchema,
} from '../../shared/contract/fleet.ts';
import { NOTHING } from '../../shared/core/fleet/amounts.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { CallRejectedError, NotReadyError, rethrowDefect } from '../../shared/errors.ts';
import { type LedgerPorts, settleInLedger } from '../../shared/run/fleet-ledger.ts';
import { keepFleetRow, readFleetRow } from '../../shared/run/fleet-rows.ts';
import { fleetRunOf } from '../../shared/run/fleet-run.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { promisedTo, spentByFailed } from './spent-by-failed.ts';
import { tunedRow } from './tuned-row.ts';

/** Dependencies of SettleBudget. */
export interface SettleBudgetPorts extends LedgerPorts, Pick<StatesApi, 'readExecution'> {}

/** SettleBudget as the fleet runs it. */
export const settleBudgetTask = defineTask({
  name: 'SettleBudget',
  input: settleBudgetInputSchema,
  output: settleBudgetOutputSchema,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    const statesAt = statesApi(aws, { readExecution });
    return (step) => ({ ...step, ...statesAt(step), store: stores.at(step) });
  },
  run: settleBudget,
});

/**
 * Records how the run of a function ended, and returns what it did not spend to the budget. Asks
 * Step Functions about the run, because it may have ended, or continued, while the fleet was
 * stopped.
 *
 * @throws {NotReadyError} While the run is under way.
 */
export async function settleBudget(
  ports: SettleBudgetPorts,
  input: SettleBudgetInput,
): Promise<SettleBudgetOutput> {
  const { store } = ports;
  const { fleetId } = input.fleet;
  const { position } = input.item;
  const row =
    (await readFleetRow(store, fleetId, position)) ??
    (await rowOf(ports, input).catch(async (error) => await unknownRow(store, input, error)));
  // The row is written first: without it, nothing would show what was spent.
  await keepFleetRow(store, { fleetId, position }, row);
  await settleInLedger(ports, fleetId, { position, spent: row.spent });
  return { kind: row.outcome.kind };
}

async function rowOf(ports: SettleBudgetPorts, input: SettleBudgetInput): Promise<FleetRow> {
  const { store } = ports;
  const { fleet, item, failure } = input;
  const { executionArn } = fleetRunOf(fleet, item);
  const end = await endOf(ports, executionArn);
  if (end?.status === 'SUCCEEDED') {
    return tunedRow(item, executionArn, end.output);
  }
  const { functionName } = item;
  if (end === undefined) {
    const { message } = readFailure(failure ?? { Error: 'States.Runtime' });
    const outcome = failedOutcome(failure?.Error ?? 'States.Runtime', message);
    return { functionName, outcome, spent: NOTHING };
  }
  const { message } = readFailure({ Error: end.error, Cause: end.cause });
  return {
    functionName,
    outcome: failedOutcome(end.error || end.status, message),
    spent: await spentByFailed(store, input, end.error),
    executionArn,
  };
}

/** Categories of failures after which the state machine runs the step again. */
const PASSING = ['throttled', 'transient', 'notReady'];

/**
 * Returns the row of a run whose end cannot be read, now or later. It counts as having spent all
 * that was promised to it: a promise that is never settled would keep later functions waiting.
 *
 * @throws The error itself, if it is temporary or a defect.
 */
async function unknownRow(
  store: LedgerPorts['store'],
  { fleet, item }: SettleBudgetInput,
  error: unknown,
): Promise<FleetRow> {
  rethrowDefect(error);
  if (PASSING.includes(error.category)) throw error;
  return {
    functionName: item.functionName,
    outcome: failedOutcome(error.name, error.message),
    spent: await promisedTo(store, fleet, item),
    executionArn: fleetRunOf(fleet, item).executionArn,
  };
}

/** Longest reason of a failed run, characters: its error, and where its report is. */
const REASON_LENGTH_MAX = 2 * MESSAGE_LENGTH_MAX;

function failedOutcome(error: string, message: string): FleetRow['outcome'] {
  return { kind: 'failed', error, message: cleanText(message, REASON_LENGTH_MAX) };
}

/**
 * Returns how a run ended; `undefined` if there is no such run.
 *
 * @throws {NotReadyError} While it is under way.
 */
async function endOf(
  { readExecution }: SettleBudgetPorts,
  executionArn: string,
): Promise<ExecutionEnd | undefined> {
  try {
    const { end } = await readExecution(executionArn);
    if (end === undefined) {
      throw new NotReadyError(`Cannot settle yet: "${executionArn}" must have ended: it runs`);
    }
    return end;
  } catch (error) {
    if (error instanceof CallRejectedError && error.code === 'ExecutionDoesNotExist') {
      return undefined;
    }
    throw error;
  }
}
