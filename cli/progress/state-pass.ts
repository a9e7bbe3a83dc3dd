import * as z from 'zod/mini';
import type { ProgressEvent } from './progress-event.ts';

/** One pass through a state, as all events of it name it. */
export type StatePass = Pick<ProgressEvent, 'key' | 'stateName' | 'powerValue' | 'startedAtMs'>;

/** Input of a state in the Map over tiers. */
const tierInput = z.looseObject({ measurement: z.looseObject({ powerValue: z.number() }) });

/** Makes a pass out of what is known when a state is entered. */
export function statePass(
  { key, stateName, startedAtMs }: Omit<StatePass, 'powerValue'>,
  input: unknown,
): StatePass {
  const parsed = z.safeParse(tierInput, input);
  return {
    key,
    stateName,
    startedAtMs,
    ...(parsed.success && { powerValue: parsed.data.measurement.powerValue }),
  };
}
