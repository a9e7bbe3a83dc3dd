import * as z from 'zod/mini';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { readFailure } from '../../shared/contract/caught-failure.ts';
import { durableText, parseDurable } from '../../shared/contract/durable.ts';
import {
  type Fleet,
  type FleetItem,
  type FleetRow,
  fleetItemSchema,
  fleetPlanSchema,
} from '../../shared/contract/fleet.ts';
import type { FleetReport } from '../../shared/contract/fleet-report.ts';
import {
  type FleetResult,
  type ReportFleetInput,
  type ReportFleetOutput,
  reportFleetInputSchema,
  reportFleetOutputSchema,
} from '../../shared/contract/fleet-result.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { fleetItemsKey, fleetPlanKey, fleetReportKey } from '../../shared/contract/store-key.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { NOTHING, sumOf } from '../../shared/core/fleet/amounts.ts';
import { totalSaving } from '../../shared/core/fleet/monthly-saving.ts';
import { parseJson } from '../../shared/core/json.ts';
import { InvariantError } from '../../shared/errors.ts';
import { readLedger } from '../../shared/run/fleet-ledger.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { fleetMarkdown } from './fleet-markdown.ts';
import { fleetPage } from './fleet-page.ts';
import { readMoreRows } from './read-rows.ts';

/** Dependencies of ReportFleet. */
export interface ReportFleetPorts extends Pick<Step, 'clock' | 'deadlineMs' | 'measure'> {
  readonly store: Store;
}

/**
 * Time reserved at the end of a step for storing rows, or for writing the report of 10,000
 * functions, milliseconds.
 */
const WRITING_MS = 20_000;

/** ReportFleet as the fleet runs it. */
export const reportFleetTask = defineTask({
  name: 'ReportFleet',
  input: reportFleetInputSchema,
  output: reportFleetOutputSchema,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({ ...step, store: stores.at(step) });
  },
  run: reportFleet,
});

/**
 * Reports what happened to every function of a fleet, for programs and for people. Reads as many
 * rows as the step's time allows, stores them, and is run again until it has all of them.
 */
export async function reportFleet(
  ports: ReportFleetPorts,
  { fleet, failure, rowCount }: ReportFleetInput,
): Promise<ReportFleetOutput> {
  const { store, clock, measure, deadlineMs } = ports;
  const { fleetId } = fleet;
  const [plan, items, { ledger }] = await Promise.all([
    readPlan(store, fleet),
    readItems(store, fleet),
    readLedger(store, fleetId),
  ]);
  const read = await readMoreRows({ store, clock, untilMs: deadlineMs - WRITING_MS }, fleet, {
    items,
    rowCount: rowCount ?? 0,
  });
  if (read.rowCount < items.length) {
    return { status: 'continue', rowCount: read.rowCount };
  }
  const rows = items.map((item) => read.rows[item.position] ?? missingRow(item));
  const uri = (suffix: 'json' | 'html' | 'md') => store.uriOf(fleetReportKey(fleetId, suffix));
  const result: FleetResult = {
    fleetId,
    functionCount: fleet.functionCount,
    counts: {
      ...countsOf(rows),
      refused: plan.refused.length,
      leftOut: plan.leftOut.length,
    },
    saving: totalSaving(savingsOf(rows)),
    savingApplied: totalSaving(savingsOf(rows.filter(isApplied))),
    budget: plan.budget,
    // A promise that is still open belongs to a run whose spending is unknown: count all of it.
    spent: sumOf([ledger.spent, ...Object.values(ledger.promised)]),
    durationMs: clock.nowMs() - fleet.startedAtMs,
    report: { json: uri('json'), html: uri('html'), markdown: uri('md') },
  };
  const report: FleetReport = {
    ...result,
    functions: rows,
    refused: plan.refused,
    leftOut: plan.leftOut,
    ...definedOnly({
      unorderedBecause: plan.unorderedBecause,
      failure: failure === null ? undefined : readFailure(failure).message,
    }),
  };
  const { counts } = result;
  await Promise.all([
    store.write(fleetReportKey(fleetId, 'json'), durableText(report)),
    store.write(fleetReportKey(fleetId, 'html'), fleetPage(report), {
      contentType: 'text/html; charset=utf-8',
    }),
    store.write(fleetReportKey(fleetId, 'md'), fleetMarkdown(report), {
      contentType: 'text/markdown; charset=utf-8',
    }),
  ]);
  measure('FleetFunctions', result.functionCount, 'Count');
  measure('FleetFailures', counts.failed, 'Count');
  return { status: 'complete', result };
}

async function readPlan(store: Store, { fleetId }: Fleet) {
  const stored = await store.read(fleetPlanKey(fleetId));
  if (stored === undefined) {
    throw new InvariantError(`Fleet "${fleetId}" without a plan`);
  }
  return parseDurable(fleetPlanSchema, stored.text, `plan of fleet "${fleetId}"`);
}

async function readItems(store: Store, { fleetId }: Fleet): Promise<readonly FleetItem[]> {
  const stored = await store.read(fleetItemsKey(fleetId));
  return parseContract(
    z.array(fleetItemSchema),
    parseJson(stored?.text),
    `the functions of fleet "${fleetId}"`,
  );
}

/** Returns the row of a function that the fleet did not reach, or whose own states failed. */
function missingRow({ functionName }: FleetItem): FleetRow {
  const message =
    'The fleet ended before it knew how its run ended: start it again with "resume", which measures nothing twice';
  return {
    functionName,
    outcome: { kind: 'failed', error: 'NotSettled', message },
    spent: NOTHING,
  };
}

function countsOf(rows: readonly FleetRow[]): Omit<FleetResult['counts'], 'refused' | 'leftOut'> {
  const counts = { change: 0, keep: 0, other: 0, failed: 0, skipped: 0 };
  for (const { outcome } of rows) {
    if (outcome.kind !== 'tuned') counts[outcome.kind] += 1;
    else if (outcome.verdict === 'change' || outcome.verdict === 'keep')
      counts[outcome.verdict] += 1;
    else counts.other += 1;
  }
  return counts;
}

function isApplied({ outcome }: FleetRow): boolean {
  return outcome.kind === 'tuned' && outcome.isApplied;
}

function savingsOf(rows: readonly FleetRow[]) {
  return rows.flatMap(({ outcome }) =>
    outcome.kind === 'tuned' && outcome.saving !== undefined ? [outcome.saving] : [],
  );
}
