import * as z from 'zod/mini';
import { ERROR_CATEGORIES } from '../../errors.ts';
import { type Architecture, architectureSchema } from '../architecture.ts';
import { powerValueSchema } from '../power-value.ts';
import { releaseCloneName, releaseCloneSchema } from './release-clone.ts';
import { sampleSchema } from './sample.ts';

/** How measuring one tier ended. */
export const tierOutcomeSchema = z.discriminatedUnion('kind', [
  /**
   * With `isCutShort`, the tier has fewer samples than planned, because its share of the run's
   * limits was used up.
   */
  z.strictObject({ kind: z.literal('measured'), isCutShort: z.exactOptional(z.boolean()) }),
  /** The function cannot run at this size; with `outOfMemory`, at no smaller size either. */
  z.strictObject({
    kind: z.literal('infeasible'),
    reason: z.enum(['outOfMemory', 'timeout', 'notAllowed']),
    message: z.string(),
  }),
  /** The tier could not be measured: the function failed, or making or calling its clone failed. */
  z.strictObject({
    kind: z.literal('failed'),
    errorName: z.string(),
    message: z.string(),
    /** Category of a failure of the tuner or of AWS; absent for an error of the function itself. */
    category: z.exactOptional(z.enum(ERROR_CATEGORIES)),
  }),
]);

export type TierOutcome = Readonly<z.infer<typeof tierOutcomeSchema>>;

/** One size under test in a run, with its measurements in all rounds so far. */
export const tierSchema = z.strictObject({
  powerValue: powerValueSchema,
  /** Which clone of which release it is, if two releases are compared at one size. */
  release: z.exactOptional(releaseCloneSchema),
  /** Architecture of its clone; absent for the function's own one. */
  architecture: z.exactOptional(architectureSchema),
  outcome: tierOutcomeSchema,
  samples: z.readonly(z.array(sampleSchema)),
  /** Invocations without a sample: they failed, or came back without a REPORT. */
  errorCount: z.int(),
  /** Billed duration of those invocations, milliseconds; 0 for those without a REPORT. */
  errorBilledDurationMs: z.number(),
});

export type Tier = Readonly<z.infer<typeof tierSchema>>;

/** What distinguishes the tiers of a run. */
export type TierIdentity = Pick<Tier, 'powerValue' | 'release' | 'architecture'>;

/** What distinguishes the clones of a run: each burst of cold starts has its own. */
export interface CloneIdentity extends TierIdentity {
  readonly coldBurst?: { readonly round: number };
}

/**
 * Returns a name that is unique among the tiers of a run: the size, or the name of the release's
 * clone. On the other architecture it is the initial of the architecture and the size in base 36,
 * so that it also has at most five characters.
 */
export function tierName({ powerValue, release, architecture }: TierIdentity): string {
  if (release !== undefined) return releaseCloneName(release);
  return architecture === undefined
    ? String(powerValue)
    : `${architecture.charAt(0)}${powerValue.toString(36)}`;
}

/**
 * Returns a name that is unique among the clones of a run and as short as that of a tier: for a
 * burst of cold starts `c`, the round and the size, otherwise the name of the tier.
 */
export function cloneTierName({ coldBurst, ...tier }: CloneIdentity): string {
  return coldBurst === undefined
    ? tierName(tier)
    : `c${coldBurst.round.toString(36)}${tier.powerValue.toString(36)}`;
}

/** Returns the tiers on the function's own architecture. */
export function ofOwnArchitecture(tiers: readonly Tier[]): readonly Tier[] {
  return tiers.filter(({ architecture }) => architecture === undefined);
}

/** Returns the tiers on the other architecture. */
export function ofOtherArchitecture(tiers: readonly Tier[], other: Architecture): readonly Tier[] {
  return tiers.filter(({ architecture }) => architecture === other);
}

/** Schema of the tiers of a run. */
export const tiersSchema = z.readonly(z.array(tierSchema));

/** Returns the tiers with only the samples of one payload class, numbered from 0. */
export function ofClass(tiers: readonly Tier[], payloadClass: number): readonly Tier[] {
  return tiers.map((tier) => ({
    ...tier,
    samples: tier.samples.filter((sample) => (sample.payloadClass ?? 0) === payloadClass),
  }));
}
