import * as z from 'zod/mini';
import { ERROR_CATEGORIES } from '../../errors.ts';
import { type Architecture, architectureSchema } from '../architecture.ts';
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
  /** What its clone runs on; absent for the architecture that the function has. */
  architecture: z.exactOptional(architectureSchema),
  outcome: tierOutcomeSchema,
  samples: z.readonly(z.array(sampleSchema)),
  /** Invocations that were sent and gave no sample: they failed, or came back without a REPORT. */
  errorCount: z.int(),
  /** What those invocations were billed for, milliseconds; 0 where no REPORT came back. */
  errorBilledDurationMs: z.number(),
});

export type Tier = Readonly<z.infer<typeof tierSchema>>;

/** What tells a tier from the others of its run. */
export type TierIdentity = Pick<Tier, 'powerValue' | 'release' | 'architecture'>;

/** What tells a clone from the others of its run: bursts of cold starts have one each. */
export interface CloneIdentity extends TierIdentity {
  readonly coldBurst?: { readonly round: number };
}

/**
 * A name that no other tier of the run has: its size, or the clone of a release that it is. On the other
 * architecture its initial and the size in base 36, so that it has at most five characters as well.
 */
export function tierName({ powerValue, release, architecture }: TierIdentity): string {
  if (release !== undefined) return releaseCloneName(release);
  return architecture === undefined
    ? String(powerValue)
    : `${architecture.charAt(0)}${powerValue.toString(36)}`;
}

/** A name that no other clone of the run has, as long as that of a tier: `c`, the round, the size. */
export function cloneTierName({ coldBurst, ...tier }: CloneIdentity): string {
  return coldBurst === undefined
    ? tierName(tier)
    : `c${coldBurst.round.toString(36)}${tier.powerValue.toString(36)}`;
}

/** The tiers on the architecture that the function has. */
export function ofOwnArchitecture(tiers: readonly Tier[]): readonly Tier[] {
  return tiers.filter(({ architecture }) => architecture === undefined);
}

/** The tiers on an architecture that the function does not have. */
export function ofOtherArchitecture(tiers: readonly Tier[], other: Architecture): readonly Tier[] {
  return tiers.filter(({ architecture }) => architecture === other);
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
