import * as z from 'zod/mini';
import { amountsSchema } from '../core/fleet/amounts.ts';
import { monthlySavingSchema } from '../core/fleet/monthly-saving.ts';
import { caughtFailureSchema } from './caught-failure.ts';
import { fleetSchema } from './fleet.ts';
import { fleetIdSchema } from './fleet-request.ts';

export const reportFleetInputSchema = z.strictObject({
  fleet: fleetSchema,
  /** What going through the functions failed with; null where it did not. */
  failure: z.nullable(caughtFailureSchema),
  /** Rows that earlier steps have read; null for the first one. */
  rowCount: z.nullable(z.int()),
});

export type ReportFleetInput = z.infer<typeof reportFleetInputSchema>;

/** The output of an execution of the fleet. All amounts in USD. */
export const fleetResultSchema = z.strictObject({
  fleetId: fleetIdSchema,
  functionCount: z.int(),
  /** Functions by how it went with them. */
  counts: z.strictObject({
    change: z.int(),
    keep: z.int(),
    /** With another verdict: undecided, impossible. */
    other: z.int(),
    failed: z.int(),
    skipped: z.int(),
    /** Not part of the fleet, because their request is wrong. */
    refused: z.int(),
    /** Left out by `top`; absent in a result of before they were told apart. */
    leftOut: z._default(z.int(), 0),
  }),
  /** A month, of all changes that are advised, with its 90 % interval. */
  saving: monthlySavingSchema,
  /** The part of it that is applied. */
  savingApplied: monthlySavingSchema,
  budget: amountsSchema,
  spent: amountsSchema,
  durationMs: z.number(),
  report: z.strictObject({ json: z.string(), html: z.string(), markdown: z.string() }),
});

export type FleetResult = Readonly<z.infer<typeof fleetResultSchema>>;

export const reportFleetOutputSchema = z.discriminatedUnion('status', [
  /** The step is to be run again: so many rows are read. */
  z.strictObject({ status: z.literal('continue'), rowCount: z.int() }),
  z.strictObject({ status: z.literal('complete'), result: fleetResultSchema }),
]);

export type ReportFleetOutput = z.infer<typeof reportFleetOutputSchema>;
