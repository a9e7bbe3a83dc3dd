import * as z from 'zod/mini';
import { ERROR_CATEGORIES } from '../../errors.ts';
import { powerValueSchema } from '../power-value.ts';
import { releaseCloneName, releaseCloneSchema } from './release-clone.ts';
import { sampleSchema } from './sample.ts';

/** How the measuring of one tier ended. */
export const tierOutcomeSchema = z.discriminatedUnion('kind', [
  /** With `isCutShort`, less often than planned: its share of what a run may take was used up. */
  z.strictObject({ kind: z.literal('measured'), isCutShort: z.exactOptional(z.boolean()) }),
  /** The function cannot run at this size; for `outOfMemory`, nor at any smaller one. */
  z.strictObject({
    kind: z.literal('infeasible'),
    reason: z.enum(['outOfMemory', 'timeout', 'notAllowed']),
    message: z.string(),
  }),
  /** The tier could not be measured: the function's own error, or one of making or calling the clone. */
  z.strictObject({
    kind: z.literal('failed'),
    errorName: z.string(),
    message: z.string(),
    /** What kind of failure of the tuner or of AWS it was; absent for one of the function itself. */
    category: z.exactOptional(z.enum(ERROR_CATEGORIES)),
  }),
]);

export type TierOutcome = Readonly<z.infer<typeof tierOutcomeSchema>>;

/** One power value under test in a run, with what was measured of it in all rounds so far. */
export const tierSchema = z.strictObject({
  powerValue: powerValueSchema,
  /** Which clone of which release it is, where two releases are compared at one size. */
  release: z.exactOptional(releaseCloneSchema),
  outcome: tierOutcomeSchema,
  samples: z.readonly(z.array(sampleSchema)),
  /** Invocations that were sent and gave no sample: they failed, or came back without a REPORT. */
  errorCount: z.int(),
  /** What those invocations were billed for, milliseconds; 0 where no REPORT came back. */
  errorBilledDurationMs: z.number(),
});

export type Tier = Readonly<z.infer<typeof tierSchema>>;

/** What tells a tier from the others of its run: its size, or the clone of a release that it is. */
export function tierName({ powerValue, release }: Pick<Tier, 'powerValue' | 'release'>): string {
  return release === undefined ? String(powerValue) : releaseCloneName(release);
}

/** The tiers of a run. */
export const tiersSchema = z.readonly(z.array(tierSchema));

/** The tiers with the samples of one payload class alone, numbered from 0. */
export function ofClass(tiers: readonly Tier[], payloadClass: number): readonly Tier[] {
  return tiers.map((tier) => ({
    ...tier,
    samples: tier.samples.filter((sample) => (sample.payloadClass ?? 0) === payloadClass),
  }));
}
