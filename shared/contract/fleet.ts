import * as z from 'zod/mini';
import { amountsSchema } from '../core/fleet/amounts.ts';
import { monthlySavingSchema } from '../core/fleet/monthly-saving.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { caughtFailureSchema } from './caught-failure.ts';
import { fleetIdSchema } from './fleet-request.ts';

/** A function of a fleet, as PlanFleet found it. */
export const fleetItemSchema = z.strictObject({
  /** Rank in the fleet, by expected saving per invocation. */
  position: z.int(),
  functionName: z.string(),
  /** Fields of the run's request, without the function. */
  request: z.record(z.string(), z.unknown()),
  /** The amounts promised to its run, if the budget has them. */
  need: amountsSchema,
  /** Expected saving, derived from production; absent if unknown. */
  expected: z.exactOptional(
    z.strictObject({ savingUsdPerMonth: z.number(), savingUsdPerMonthSd: z.number() }),
  ),
});

export type FleetItem = Readonly<z.infer<typeof fleetItemSchema>>;

/** What the states of a fleet know about it. */
export const fleetSchema = z.strictObject({
  fleetId: fleetIdSchema,
  startedAtMs: z.number(),
  functionCount: z.int(),
  concurrencyMax: z.int(),
  /** Where the list of items is stored, as the Map reads it. */
  items: z.strictObject({ bucket: z.string(), key: z.string() }),
  /** ARN of the state machine whose runs tune the functions. */
  stateMachineArn: z.string(),
});

export type Fleet = Readonly<z.infer<typeof fleetSchema>>;

export const planFleetInputSchema = z.strictObject({
  /** The execution's own input. */
  input: z.unknown(),
  execution: z.strictObject({ id: z.string(), startTime: z.string() }),
});

export type PlanFleetInput = z.infer<typeof planFleetInputSchema>;

export const planFleetOutputSchema = z.discriminatedUnion('status', [
  /** The step has to be run again; its progress is stored. */
  z.strictObject({ status: z.literal('continue') }),
  z.strictObject({ status: z.literal('complete'), fleet: fleetSchema }),
]);

export type PlanFleetOutput = z.infer<typeof planFleetOutputSchema>;

/** A function that is not part of a fleet. */
export const refusedSchema = z.strictObject({ functionName: z.string(), reason: z.string() });

export type Refused = Readonly<z.infer<typeof refusedSchema>>;

/** The plan of a fleet; stored for its report, and for resuming it. */
export const fleetPlanSchema = z.strictObject({
  startedAtMs: z.number(),
  functionCount: z.int(),
  budget: amountsSchema,
  /** Why the functions are not ordered by production; absent if they are. */
  unorderedBecause: z.exactOptional(z.string()),
  /**
   * Functions that cannot be part of the fleet because their request is invalid, with the reasons.
   */
  refused: z.array(refusedSchema),
  /** Functions that `top` leaves out; absent in plans from before these were listed separately. */
  leftOut: z._default(z.array(refusedSchema), []),
});

export type FleetPlan = Readonly<z.infer<typeof fleetPlanSchema>>;

export const claimBudgetInputSchema = z.strictObject({
  fleet: fleetSchema,
  item: fleetItemSchema,
  /** Number of times the function has waited so far. */
  waitCount: z.int(),
});

export type ClaimBudgetInput = z.infer<typeof claimBudgetInputSchema>;

export const claimBudgetOutputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('granted'),
    /** The run to start; the same each time. */
    run: z.strictObject({
      name: z.string(),
      input: z.record(z.string(), z.unknown()),
    }),
  }),
  z.strictObject({ kind: z.literal('wait') }),
  /** Nothing to do: the function already has its row in the report. */
  z.strictObject({ kind: z.literal('done') }),
]);

export type ClaimBudgetOutput = z.infer<typeof claimBudgetOutputSchema>;

export const settleBudgetInputSchema = z.strictObject({
  fleet: fleetSchema,
  item: fleetItemSchema,
  /**
   * The failure of claiming a budget, of starting the run, or of the run itself; null if there was
   * none.
   */
  failure: z.nullable(caughtFailureSchema),
});

export type SettleBudgetInput = z.infer<typeof settleBudgetInputSchema>;

/** The outcome of a function of a fleet. */
const fleetOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('tuned'),
    verdict: z.string(),
    /** The verdict in one sentence. */
    text: z.string(),
    powerValueBefore: powerValueSchema,
    powerValue: powerValueSchema,
    isApplied: z.boolean(),
    /** Saving of a change; absent if it is unknown how often the function is invoked. */
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
  /** The run that tuned the function; absent if none was started. */
  executionArn: z.exactOptional(z.string()),
});

export type FleetRow = Readonly<z.infer<typeof fleetRowSchema>>;

export const settleBudgetOutputSchema = z.strictObject({ kind: z.string() });

export type SettleBudgetOutput = z.infer<typeof settleBudgetOutputSchema>;
