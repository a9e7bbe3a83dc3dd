import * as z from 'zod/mini';
import { amountsSchema } from '../core/fleet/amounts.ts';
import { monthlySavingSchema } from '../core/fleet/monthly-saving.ts';
import { caughtFailureSchema } from './caught-failure.ts';
import { fleetSchema } from './fleet.ts';
import { fleetIdSchema } from './fleet-request.ts';

export const reportFleetInputSchema = z.strictObject({
  fleet: fleetSchema,
  /** The failure of processing the functions; null if there was none. */
  failure: z.nullable(caughtFailureSchema),
  /** Number of rows that earlier steps have read; null for the first step. */
  rowCount: z.nullable(z.int()),
});

export type ReportFleetInput = z.infer<typeof reportFleetInputSchema>;

/** The output of an execution of the fleet. All amounts in USD. */
export const fleetResultSchema = z.strictObject({
  fleetId: fleetIdSchema,
  functionCount: z.int(),
  /** Number of functions by outcome. */
  counts: z.strictObject({
    change: z.int(),
    keep: z.int(),
    /** Functions with another verdict: undecided, impossible. */
    other: z.int(),
    failed: z.int(),
    skipped: z.int(),
    /** Functions that are not part of the fleet, because their request is invalid. */
    refused: z.int(),
    /** Functions left out by `top`; absent in results from before these were counted separately. */
    leftOut: z._default(z.int(), 0),
  }),
  /** Monthly saving of all advised changes, with its 90 % interval. */
  saving: monthlySavingSchema,
  /** Monthly saving of the changes that were applied. */
  savingApplied: monthlySavingSchema,
  budget: amountsSchema,
  spent: amountsSchema,
  durationMs: z.number(),
  report: z.strictObject({ json: z.string(), html: z.string(), markdown: z.string() }),
});

export type FleetResult = Readonly<z.infer<typeof fleetResultSchema>>;

export const reportFleetOutputSchema = z.discriminatedUnion('status', [
  /** The step has to be run again; this many rows have been read. */
  z.strictObject({ status: z.literal('continue'), rowCount: z.int() }),
  z.strictObject({ status: z.literal('complete'), result: fleetResultSchema }),
]);

export type ReportFleetOutput = z.infer<typeof reportFleetOutputSchema>;
