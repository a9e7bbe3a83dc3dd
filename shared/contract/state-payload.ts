import * as z from 'zod/mini';
import { carriedSchema } from './carried.ts';
import { caughtFailureSchema } from './caught-failure.ts';
import { openInvocationSchema, type TierResult } from './measure-tier.ts';
import { type MeasuredRun, measuredRunFields } from './measured-run.ts';
import { prepareTierOutput } from './prepare-tier.ts';
import { measurementSchema } from './tier.ts';

/*
 * What an execution's history keeps of each state: its whole payload, as the definition has it.
 * Told apart by shape, because a history may hold anything that any state was given.
 */

const { target, ...fieldsOfRun } = measuredRunFields;

/** Of a state outside of the Map, once the function is resolved. Other fields are of no interest. */
const runPayloadSchema = z.object({ ...fieldsOfRun, resolved: z.object({ target }) });

/** Of a state inside of the Map. */
const tierPayloadSchema = z.object({
  round: z.int(),
  measurement: measurementSchema,
  prepared: z.exactOptional(prepareTierOutput),
  measured: z.object({
    progress: z.exactOptional(z.nullable(carriedSchema)),
    direct: z.optional(openInvocationSchema),
    tier: z.exactOptional(carriedSchema),
  }),
  failure: z.exactOptional(caughtFailureSchema),
});

/** How far a run was, by the payload of one of its states; `undefined` if it says nothing of that. */
export function readRunPayload(payload: unknown): MeasuredRun | undefined {
  const parsed = z.safeParse(runPayloadSchema, payload);
  if (!parsed.success) {
    return undefined;
  }
  const { resolved, ...run } = parsed.data;
  return { ...run, target: resolved.target };
}

/** Under way when the run ended: what its steps had measured until then counts. */
const STOPPED = {
  Error: 'RunStopped',
  Cause: 'The run ended while this size was being measured',
};

/** How far a tier was, by the payload of one of its states; `undefined` if it says nothing of that. */
export function readTierPayload(
  payload: unknown,
): { readonly powerValue: number; readonly result: TierResult } | undefined {
  const parsed = z.safeParse(tierPayloadSchema, payload);
  if (!parsed.success) {
    return undefined;
  }
  const { round, measurement, prepared, measured, failure = STOPPED } = parsed.data;
  const { powerValue } = measurement;
  if (measured.tier !== undefined) {
    return { powerValue, result: { round, tier: measured.tier } };
  }
  if (prepared?.isPrepared === false) {
    return { powerValue, result: { round, powerValue, outcome: prepared.outcome } };
  }
  const { progress = null, direct = null } = measured;
  return { powerValue, result: { round, powerValue, progress, direct, failure } };
}
