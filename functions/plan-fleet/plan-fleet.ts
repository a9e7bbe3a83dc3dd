import { accountReader } from '../../shared/aws/account-reader.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { taggingApi } from '../../shared/aws/tagged-functions.ts';
import { durableText, parseDurable } from '../../shared/contract/durable.ts';
import {
  type FleetPlan,
  fleetPlanSchema,
  type PlanFleetInput,
  type PlanFleetOutput,
  planFleetInputSchema,
  planFleetOutputSchema,
} from '../../shared/contract/fleet.ts';
import {
  FLEET_DEFAULTS,
  type FleetRequest,
  parseFleetRequest,
} from '../../shared/contract/fleet-request.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import {
  fleetItemsKey,
  fleetLedgerKey,
  fleetPlanKey,
  fleetPlanningKey,
} from '../../shared/contract/store-key.ts';
import { sumOf } from '../../shared/core/fleet/amounts.ts';
import { openLedger } from '../../shared/core/fleet/ledger.ts';
import { InvalidRequestError } from '../../shared/errors.ts';
import { keepProgress, readProgress } from '../../shared/run/kept-progress.ts';
import { requiredText } from '../../shared/runtime/config.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { CAP_VARIABLES, STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { type FleetItemsFacts, plannedItems, wantedOf } from './fleet-items.ts';
import {
  isAllKnown,
  nothingPlanned,
  type Planning,
  type PlanningPorts,
  planFurther,
  planningSchema,
} from './planning.ts';

/** Dependencies of PlanFleet. */
export interface PlanFleetPorts extends FleetItemsFacts, PlanningPorts {
  readonly store: Store;
  readonly bucketName: string;
}

/**
 * Time reserved at the end of a step for storing what is known, or for writing the plan of 10,000
 * functions, milliseconds.
 */
const KEEPING_MS = 15_000;

/** PlanFleet as the fleet runs it. */
export const planFleetTask = defineTask({
  name: 'PlanFleet',
  input: planFleetInputSchema,
  output: planFleetOutputSchema,
  config: {
    ...STORE_VARIABLES,
    ...CAP_VARIABLES,
    stateMachineArn: ['STATE_MACHINE_ARN', requiredText],
    region: ['AWS_REGION', requiredText],
  },
  compose: ({ aws, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    const taggingAt = taggingApi(aws);
    const reader = accountReader(aws);
    return (step) => ({
      ...config,
      ...step,
      ...taggingAt(step),
      reader,
      caps: config,
      store: stores.at(step),
    });
  },
  run: planFleet,
});

/**
 * Lists the functions of a fleet by how much tuning is expected to save, and opens its budget.
 * Works until the step's time is up, stores its progress, and is run again until the plan is
 * complete. A fleet that is resumed already has its plan.
 *
 * @throws {InvalidRequestError} If the request is invalid, or names a fleet to resume that does not
 *   exist.
 */
export async function planFleet(
  ports: PlanFleetPorts,
  { input, execution }: PlanFleetInput,
): Promise<PlanFleetOutput> {
  const request = parseFleetRequest(input);
  const fleetId = request.resume ?? runIdOf(execution.id);
  const known = await readPlan(ports, fleetId);
  if (known === undefined && request.resume !== undefined) {
    throw new InvalidRequestError(
      `Cannot resume fleet "${request.resume}": "resume" must be the id of a fleet of this deployment: there is none`,
    );
  }
  const startedAtMs = Date.parse(execution.startTime);
  const plan = known ?? (await planMore(ports, { fleetId, startedAtMs, request }));
  if (plan === undefined) {
    return { status: 'continue' };
  }
  return {
    status: 'complete',
    fleet: {
      fleetId,
      startedAtMs: plan.startedAtMs,
      functionCount: plan.functionCount,
      concurrencyMax: request.concurrencyMax ?? FLEET_DEFAULTS.concurrencyMax,
      items: { bucket: ports.bucketName, key: fleetItemsKey(fleetId) },
      stateMachineArn: ports.stateMachineArn,
    },
  };
}

async function readPlan({ store }: PlanFleetPorts, fleetId: string) {
  const stored = await store.read(fleetPlanKey(fleetId));
  return stored && parseDurable(fleetPlanSchema, stored.text, `plan of fleet "${fleetId}"`);
}

interface NewFleet {
  readonly fleetId: string;
  readonly startedAtMs: number;
  readonly request: FleetRequest;
}

/** @returns The plan, or `undefined` if it needs more than this step could find out. */
async function planMore(ports: PlanFleetPorts, fleet: NewFleet): Promise<FleetPlan | undefined> {
  const { store, clock } = ports;
  const key = fleetPlanningKey(fleet.fleetId);
  const before = await readProgress(store, key, {
    schema: planningSchema,
    none: () => nothingPlanned(clock.nowMs(), fleet.request.optedIn === true),
  });
  const value = await planFurther(
    { ...ports, deadlineMs: ports.deadlineMs - KEEPING_MS },
    (planning) => wantedOf(ports, fleet.request, planning),
    before.value,
  );
  // Stored before the plan is made from it, so that a repeated step makes the same plan.
  const isKept = value === before.value || (await keepProgress(store, key, { ...before, value }));
  return isKept && isAllKnown(value) ? await makePlan(ports, fleet, value) : undefined;
}

/** Writes the plan last, and once: if it exists, everything that belongs to it exists too. */
async function makePlan(
  ports: PlanFleetPorts,
  { fleetId, startedAtMs, request }: NewFleet,
  planning: Planning,
): Promise<FleetPlan> {
  const { store } = ports;
  const { items, ...facts } = plannedItems(ports, request, planning);
  const budget = {
    usd: request.usdMax ?? FLEET_DEFAULTS.usdMax,
    invocations: request.invocationsMax ?? sumOf(items.map(({ need }) => need)).invocations,
  };
  const plan = { startedAtMs, functionCount: items.length, budget, ...facts };
  await Promise.all([
    store.write(fleetItemsKey(fleetId), JSON.stringify(items), { condition: { kind: 'ifAbsent' } }),
    store.write(fleetLedgerKey(fleetId), durableText(openLedger(budget)), {
      condition: { kind: 'ifAbsent' },
    }),
  ]);
  await store.write(fleetPlanKey(fleetId), durableText(plan), { condition: { kind: 'ifAbsent' } });
  return plan;
}
