import { accountReader } from '../../shared/aws/account-reader.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { taggingApi } from '../../shared/aws/tagged-functions.ts';
import { durableText, parseDurable } from '../../shared/contract/durable.ts';
import {
  type Fleet,
  type FleetPlan,
  fleetPlanSchema,
  fleetSchema,
  type PlanFleetInput,
  planFleetInputSchema,
} from '../../shared/contract/fleet.ts';
import {
  FLEET_DEFAULTS,
  type FleetRequest,
  parseFleetRequest,
} from '../../shared/contract/fleet-request.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import { fleetItemsKey, fleetLedgerKey, fleetPlanKey } from '../../shared/contract/store-key.ts';
import { sumOf } from '../../shared/core/fleet/amounts.ts';
import { openLedger } from '../../shared/core/fleet/ledger.ts';
import { InvalidRequestError } from '../../shared/errors.ts';
import { requiredText } from '../../shared/runtime/config.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { CAP_VARIABLES, STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { type FleetItemsPorts, planItems } from './fleet-items.ts';

/** Dependencies of PlanFleet. */
export interface PlanFleetPorts extends FleetItemsPorts {
  readonly bucketName: string;
}

/** PlanFleet as the fleet runs it. */
export const planFleetTask = defineTask({
  name: 'PlanFleet',
  input: planFleetInputSchema,
  output: fleetSchema,
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
 * Lists the functions of a fleet by what tuning is expected to save, and opens its budget. Run again,
 * or for a fleet that goes on after a stop, it finds what it planned.
 *
 * @throws {InvalidRequestError} If the request is wrong, or there is no such fleet to go on with.
 */
export async function planFleet(
  ports: PlanFleetPorts,
  { input, execution }: PlanFleetInput,
): Promise<Fleet> {
  const request = parseFleetRequest(input);
  const fleetId = request.resume ?? runIdOf(execution.id);
  const known = await readPlan(ports, fleetId);
  if (known === undefined && request.resume !== undefined) {
    throw new InvalidRequestError(
      `Cannot go on with fleet "${request.resume}": "resume" must be the id of a fleet of this deployment: there is none`,
    );
  }
  const startedAtMs = Date.parse(execution.startTime);
  const plan = known ?? (await makePlan(ports, { fleetId, startedAtMs, request }));
  return {
    fleetId,
    startedAtMs: plan.startedAtMs,
    functionCount: plan.functionCount,
    concurrencyMax: request.concurrencyMax ?? FLEET_DEFAULTS.concurrencyMax,
    items: { bucket: ports.bucketName, key: fleetItemsKey(fleetId) },
    stateMachineArn: ports.stateMachineArn,
  };
}

async function readPlan({ store }: PlanFleetPorts, fleetId: string) {
  const stored = await store.read(fleetPlanKey(fleetId));
  return stored && parseDurable(fleetPlanSchema, stored.text, `plan of fleet "${fleetId}"`);
}

/** The plan is written last and once: where it is, all is there that belongs to it. */
async function makePlan(
  ports: PlanFleetPorts,
  {
    fleetId,
    startedAtMs,
    request,
  }: {
    readonly fleetId: string;
    readonly startedAtMs: number;
    readonly request: FleetRequest;
  },
): Promise<FleetPlan> {
  const { store } = ports;
  const { items, ...facts } = await planItems(ports, request);
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
