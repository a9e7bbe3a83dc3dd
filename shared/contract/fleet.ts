import * as z from 'zod/mini';
import { amountsSchema } from '../core/fleet/amounts.ts';
import { monthlySavingSchema } from '../core/fleet/monthly-saving.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { caughtFailureSchema } from './caught-failure.ts';
import { fleetIdSchema } from './fleet-request.ts';

/** A function of a fleet, as PlanFleet found it. */
export const fleetItemSchema = z.strictObject({
  /** Among all of the fleet, by expected saving per invocation. */
  position: z.int(),
  functionName: z.string(),
  /** Fields of the request of its run, but for the function. */
  request: z.record(z.string(), z.unknown()),
  /** What is promised to its run, if the budget has it. */
  need: amountsSchema,
  /** What production lets expect; absent where it does not tell. */
  expected: z.exactOptional(
    z.strictObject({ savingUsdPerMonth: z.number(), savingUsdPerMonthSd: z.number() }),
  ),
});

export type FleetItem = Readonly<z.infer<typeof fleetItemSchema>>;

/** What the states of a fleet know of it. */
export const fleetSchema = z.strictObject({
  fleetId: fleetIdSchema,
  startedAtMs: z.number(),
  functionCount: z.int(),
  concurrencyMax: z.int(),
  /** Where the list of items lies, as the Map reads it. */
  items: z.strictObject({ bucket: z.string(), key: z.string() }),
  /** The machine whose runs tune the functions. */
  stateMachineArn: z.string(),
});

export type Fleet = Readonly<z.infer<typeof fleetSchema>>;

export const planFleetInputSchema = z.strictObject({
  /** What the execution was started with. */
  input: z.unknown(),
  execution: z.strictObject({ id: z.string(), startTime: z.string() }),
});

export type PlanFleetInput = z.infer<typeof planFleetInputSchema>;

export const planFleetOutputSchema = z.discriminatedUnion('status', [
  /** The step is to be run again: what it came to know is kept. */
  z.strictObject({ status: z.literal('continue') }),
  z.strictObject({ status: z.literal('complete'), fleet: fleetSchema }),
]);

export type PlanFleetOutput = z.infer<typeof planFleetOutputSchema>;

/** A function that is not part of a fleet. */
export const refusedSchema = z.strictObject({ functionName: z.string(), reason: z.string() });

export type Refused = Readonly<z.infer<typeof refusedSchema>>;

/** What a fleet was planned with; kept for its report, and for going on after a stop. */
export const fleetPlanSchema = z.strictObject({
  startedAtMs: z.number(),
  functionCount: z.int(),
  budget: amountsSchema,
  /** Why production does not tell what to expect; absent where it does. */
  unorderedBecause: z.exactOptional(z.string()),
  /** Functions that cannot be part of it, because what is asked of them is wrong, and why. */
  refused: z.array(refusedSchema),
  /** Functions that `top` leaves out; absent in a plan of before there was a difference. */
  leftOut: z._default(z.array(refusedSchema), []),
});

export type FleetPlan = Readonly<z.infer<typeof fleetPlanSchema>>;

export const claimBudgetInputSchema = z.strictObject({
  fleet: fleetSchema,
  item: fleetItemSchema,
  /** How often the function has waited so far. */
  waitCount: z.int(),
});

export type ClaimBudgetInput = z.infer<typeof claimBudgetInputSchema>;

export const claimBudgetOutputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('granted'),
    /** The run to start; the same whenever it is asked for. */
    run: z.strictObject({
      name: z.string(),
      input: z.record(z.string(), z.unknown()),
    }),
  }),
  z.strictObject({ kind: z.literal('wait') }),
  /** Nothing is to be done: the function has its row in the report. */
  z.strictObject({ kind: z.literal('done') }),
]);

export type ClaimBudgetOutput = z.infer<typeof claimBudgetOutputSchema>;

export const settleBudgetInputSchema = z.strictObject({
  fleet: fleetSchema,
  item: fleetItemSchema,
  /** What claiming for it, starting it, or the run itself failed with; null where none did. */
  failure: z.nullable(caughtFailureSchema),
});

export type SettleBudgetInput = z.infer<typeof settleBudgetInputSchema>;

/** How it went with a function. */
const fleetOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('tuned'),
    verdict: z.string(),
    /** The verdict in one sentence. */
    text: z.string(),
    powerValueBefore: powerValueSchema,
    powerValue: powerValueSchema,
    isApplied: z.boolean(),
    /** Of a change; absent where nobody knows how often the function is invoked. */
    saving: z.exactOptional(monthlySavingSchema),
    isRecalled: z.boolean(),
    report: z.string(),
  }),
  z.strictObject({ kind: z.literal('failed'), error: z.string(), message: z.string() }),
  z.strictObject({ kind: z.literal('skipped'), reason: z.string() }),
]);

export type FleetOutcome = Readonly<z.infer<typeof fleetOutcomeSchema>>;

/** A function's row in the report of its fleet. */
export const fleetRowSchema = z.strictObject({
  functionName: z.string(),
  outcome: fleetOutcomeSchema,
  spent: amountsSchema,
  /** The run that tuned it; absent where none was started. */
  executionArn: z.exactOptional(z.string()),
});

export type FleetRow = Readonly<z.infer<typeof fleetRowSchema>>;

export const settleBudgetOutputSchema = z.strictObject({ kind: z.string() });

export type SettleBudgetOutput = z.infer<typeof settleBudgetOutputSchema>;
