import * as z from 'zod/mini';
import { dateText } from '../date-text.ts';
import { powerValueSchema } from '../power-value.ts';
import { productionMoveSchema } from '../production/production-move.ts';
import { durationText } from './figure-text.ts';

/** What has changed since an earlier run without a release of the function. */
export const driftSchema = z.strictObject({
  /** Production moved away from what it was: the answer of then was not taken. */
  production: z.exactOptional(productionMoveSchema),
  /** The size that a run applied is not the function's any more. */
  memory: z.exactOptional(
    z.strictObject({
      appliedMb: powerValueSchema,
      /** Milliseconds since the Unix epoch. */
      appliedAtMs: z.number(),
    }),
  ),
});

export type Drift = Readonly<z.infer<typeof driftSchema>>;

/** What is needed to tell of it. */
interface DriftFacts {
  readonly drift: Drift;
  readonly presentMb: number;
  /** The CloudFormation stack that made the function, where one did. */
  readonly stackName: string | undefined;
}

/** What has changed, each with what to do. */
export function driftWarnings({ drift, presentMb, stackName }: DriftFacts): readonly string[] {
  const { production, memory } = drift;
  const warnings: string[] = [];
  if (memory !== undefined) {
    const date = dateText(memory.appliedAtMs);
    const who =
      stackName === undefined ? 'as a deployment does' : `as a deployment of "${stackName}" does`;
    warnings.push(
      `${memory.appliedMb} MB was applied on ${date} and became ${presentMb} MB since, ${who}: bring the size to the source with "autotune patch"`,
    );
  }
  if (production !== undefined) {
    warnings.push(
      `In production the median duration went from ${durationText(production.durationMsBefore)} to ${durationText(production.durationMsNow)}, with the same code: check that the event is still typical`,
    );
  }
  return warnings;
}
