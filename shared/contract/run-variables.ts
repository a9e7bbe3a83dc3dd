import * as z from 'zod/mini';
import { definedOnly } from '../core/defined-only.ts';
import { tierName, tierOutcomeSchema } from '../core/measurement/tier.ts';
import { carriedSchema } from './carried.ts';
import { openInvocationSchema, type TierResult, tierFields } from './measure-tier.ts';
import { type MeasuredRun, measuredRunSchema } from './measured-run.ts';

/*
 * The variables of a run's execution, as the state machine's definition assigns them.
 */

/** The variable of an iteration of the Map: how far its size has come. */
const tierVariable = z.object({
  round: z.int(),
  ...tierFields,
  /** Present if the size was refused. */
  outcome: z.exactOptional(tierOutcomeSchema),
  /** Present once the size is measured. */
  tier: z.exactOptional(carriedSchema),
  progress: z.nullable(carriedSchema),
  direct: openInvocationSchema,
});

/** Names of the variables that the report of a run needs. */
export const RUN_VARIABLES: readonly string[] = Object.keys(measuredRunSchema.shape);

/**
 * Reconstructs the state of a run from the latest values of its variables.
 *
 * @returns `undefined` if a variable that the report needs is missing: the function was not
 *   resolved yet.
 */
export function readRunVariables(
  variables: Readonly<Record<string, unknown>>,
): MeasuredRun | undefined {
  const known = RUN_VARIABLES.filter((name) => Object.hasOwn(variables, name));
  const parsed = z.safeParse(
    measuredRunSchema,
    Object.fromEntries(known.map((name) => [name, variables[name]])),
  );
  return parsed.data;
}

/**
 * The failure of a size that was being measured when the run ended; its measurements still count.
 */
const STOPPED = {
  Error: 'RunStopped',
  Cause: 'The run ended while this size was being measured',
};

/** Reconstructs the state of a tier from its variable; `undefined` if the value is not one. */
export function readTierVariable(
  value: unknown,
): { readonly name: string; readonly result: TierResult } | undefined {
  const parsed = z.safeParse(tierVariable, value);
  if (!parsed.success) return undefined;
  const { round, powerValue, release, architecture, outcome, tier, progress, direct } = parsed.data;
  const name = tierName({
    powerValue,
    ...definedOnly({ release: release ?? undefined, architecture: architecture ?? undefined }),
  });
  if (tier !== undefined) return { name, result: { round, tier } };
  const of = { round, powerValue, ...definedOnly({ release, architecture }) };
  return {
    name,
    result:
      outcome === undefined ? { ...of, progress, direct, failure: STOPPED } : { ...of, outcome },
  };
}
