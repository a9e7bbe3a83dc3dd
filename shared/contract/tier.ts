import * as z from 'zod/mini';
import { isPowerValue, type PowerValue } from '../core/power-value.ts';

export const powerValueSchema = z.custom<PowerValue>(isPowerValue);

export const sampleSchema = z.strictObject({
  durationMs: z.number(),
  billedDurationMs: z.number(),
  initDurationMs: z.exactOptional(z.number()),
  restoreDurationMs: z.exactOptional(z.number()),
  maxMemoryUsedMb: z.number(),
  isCold: z.boolean(),
  lane: z.int(),
  payloadClass: z.exactOptional(z.int()),
  isDirect: z.exactOptional(z.boolean()),
});

export const tierOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('measured'), isCutShort: z.exactOptional(z.boolean()) }),
  z.strictObject({
    kind: z.literal('infeasible'),
    reason: z.enum(['outOfMemory', 'timeout', 'notAllowed']),
    message: z.string(),
  }),
  z.strictObject({ kind: z.literal('failed'), errorName: z.string(), message: z.string() }),
]);

export const tierSchema = z.strictObject({
  powerValue: powerValueSchema,
  outcome: tierOutcomeSchema,
  samples: z.readonly(z.array(sampleSchema)),
  errorCount: z.int(),
  errorBilledDurationMs: z.number(),
});

export const tiersSchema = z.readonly(z.array(tierSchema));

export const measurementSchema = z.strictObject({
  powerValue: powerValueSchema,
  warmSampleCount: z.int(),
  laneCount: z.int(),
  newLaneCount: z.int(),
  durationMsBound: z.exactOptional(z.number()),
  stepCountMax: z.exactOptional(z.int()),
  attemptCountMax: z.exactOptional(z.int()),
  billedMsMax: z.exactOptional(z.number()),
});
