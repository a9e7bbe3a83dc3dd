import * as z from 'zod/mini';
import { dateText } from '../date-text.ts';
import { powerValueSchema } from '../power-value.ts';
import { productionMoveSchema } from '../production/production-move.ts';
import { durationText } from './figure-text.ts';

/** Changes since an earlier run that no release of the function explains. */
export const driftSchema = z.strictObject({
  /** Production's duration has changed, so the answer of the earlier run was not reused. */
  production: z.exactOptional(productionMoveSchema),
  /** The size that an earlier run applied is no longer the function's size. */
  memory: z.exactOptional(
    z.strictObject({
      appliedMb: powerValueSchema,
      /** Milliseconds since the Unix epoch. */
      appliedAtMs: z.number(),
    }),
  ),
});

export type Drift = Readonly<z.infer<typeof driftSchema>>;

/** Facts for the warnings about drift. */
interface DriftFacts {
  readonly drift: Drift;
  readonly presentMb: number;
  /** The CloudFormation stack that created the function; `undefined` if none did. */
  readonly stackName: string | undefined;
}

/** Returns a warning for each change, with what to do about it. */
export function driftWarnings({ drift, presentMb, stackName }: DriftFacts): readonly string[] {
  const { production, memory } = drift;
  const warnings: string[] = [];
  if (memory !== undefined) {
    const date = dateText(memory.appliedAtMs);
    const who = stackName === undefined ? 'by a deployment' : `by a deployment of "${stackName}"`;
    warnings.push(
      `${memory.appliedMb} MB was applied on ${date} and has been changed to ${presentMb} MB since, probably ${who}: write the size into the source with "autotune patch"`,
    );
  }
  if (production !== undefined) {
    warnings.push(
      `In production the median duration went from ${durationText(production.durationMsBefore)} to ${durationText(production.durationMsNow)}, with the same code: check that the event is still typical`,
    );
  }
  return warnings;
}
