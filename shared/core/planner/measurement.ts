import * as z from 'zod/mini';
import { architectureSchema } from '../architecture.ts';
import { releaseCloneSchema } from '../measurement/release-clone.ts';
import { powerValueSchema } from '../power-value.ts';

/** A clone made while a round measures, for a size that the next round is likely to measure. */
const cloneAheadSchema = z.strictObject({
  powerValue: powerValueSchema,
  /** Earliest time to create it, milliseconds since the Unix epoch. */
  createAtMs: z.number(),
});

export type CloneAhead = Readonly<z.infer<typeof cloneAheadSchema>>;

/** A burst of cold starts on a separate clone. */
const coldBurstSchema = z.strictObject({
  /** Round that the burst belongs to; each round uses a new clone. */
  round: z.int(),
  /** Payload class of the first lane, from 0; each further lane sends the next class. */
  firstClass: z.int(),
});

/** What to measure at one size in the next round. */
export const measurementSchema = z.strictObject({
  powerValue: powerValueSchema,
  /** Which clone of which release to measure; absent if the run tries sizes. */
  release: z.exactOptional(releaseCloneSchema),
  /** Architecture of the clone; absent for the function's own one. */
  architecture: z.exactOptional(architectureSchema),
  /**
   * Present if cold starts are measured: each lane then invokes once, all at the same moment, and
   * no warm samples are taken.
   */
  coldBurst: z.exactOptional(coldBurstSchema),
  /** Warm samples to take in this round for each payload class, all lanes together. */
  warmSampleCount: z.int(),
  /**
   * Concurrent sequences of invocations in this round, numbered from 0. All but the last
   * `newLaneCount` continue with an environment of an earlier round, which is assumed to be still
   * warm.
   */
  laneCount: z.int(),
  /** Lanes that start an environment; each makes one cold invocation beside the warm samples. */
  newLaneCount: z.int(),
  /**
   * Longest expected invocation, init included, milliseconds; absent if only the function's timeout
   * bounds it.
   */
  durationMsBound: z.exactOptional(z.number()),
  /** Most steps that this measurement may take; absent for no limit. */
  stepCountMax: z.exactOptional(z.int()),
  /** Earliest time to create the clone, epoch milliseconds; absent if it exists already. */
  createAtMs: z.exactOptional(z.number()),
  /** Clones to make for the next round while this one is being prepared; absent for none. */
  ahead: z.exactOptional(z.readonly(z.array(cloneAheadSchema))),
  /** Most invocations to send, failed ones included; absent for no limit. */
  attemptCountMax: z.exactOptional(z.int()),
  /** Most billed duration of all these invocations together, milliseconds; absent for no limit. */
  billedMsMax: z.exactOptional(z.number()),
});

export type Measurement = Readonly<z.infer<typeof measurementSchema>>;
