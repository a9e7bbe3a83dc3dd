import * as z from 'zod/mini';
import { architectureSchema } from '../architecture.ts';
import { releaseCloneSchema } from '../measurement/release-clone.ts';
import { powerValueSchema } from '../power-value.ts';

/** A clone that is made while a round measures, of a size that the next one is likely to measure. */
const cloneAheadSchema = z.strictObject({
  powerValue: powerValueSchema,
  /** When it may be made, milliseconds since the Unix epoch. */
  createAtMs: z.number(),
});

export type CloneAhead = Readonly<z.infer<typeof cloneAheadSchema>>;

/** A burst of cold starts on a clone of its own. */
const coldBurstSchema = z.strictObject({
  /** The round that it is of: no other round has the same clone. */
  round: z.int(),
  /** Which payload the first lane sends, from 0; each further lane the next one. */
  firstClass: z.int(),
});

/** How often to measure one size in the coming round. */
export const measurementSchema = z.strictObject({
  powerValue: powerValueSchema,
  /** Which clone of which release to measure; absent where sizes of the target are. */
  release: z.exactOptional(releaseCloneSchema),
  /** What the clone runs on; absent for the architecture that the function has. */
  architecture: z.exactOptional(architectureSchema),
  /**
   * Present where cold starts are measured: then each lane invokes once, all at the same moment, and
   * there are no warm samples to take.
   */
  coldBurst: z.exactOptional(coldBurstSchema),
  /** Warm samples to take in this round, all lanes together, for each payload class. */
  warmSampleCount: z.int(),
  /**
   * Concurrent sequences of invocations in this round, numbered from 0. All but the last
   * `newLaneCount` go on with an environment of an earlier round, which is taken to be warm still.
   */
  laneCount: z.int(),
  /** Lanes that start an environment: each pays one cold invocation beside the warm samples. */
  newLaneCount: z.int(),
  /**
   * Longest that a run is expected to take, its start included, milliseconds; absent where nothing
   * is known but the function's time-out.
   */
  durationMsBound: z.exactOptional(z.number()),
  /** Steps that the measuring may take; absent for no limit. */
  stepCountMax: z.exactOptional(z.int()),
  /** When its clone may be made, milliseconds since the Unix epoch; absent where it was made before. */
  createAtMs: z.exactOptional(z.number()),
  /** Clones to make for the next round while this one is prepared; absent for none. */
  ahead: z.exactOptional(z.readonly(z.array(cloneAheadSchema))),
  /** Invocations that may be sent, failed ones included; absent for no limit. */
  attemptCountMax: z.exactOptional(z.int()),
  /** Billed duration of them together, milliseconds; absent for no limit. */
  billedMsMax: z.exactOptional(z.number()),
});

export type Measurement = Readonly<z.infer<typeof measurementSchema>>;
