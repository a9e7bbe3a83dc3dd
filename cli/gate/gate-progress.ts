import * as z from 'zod/mini';
import type { ProgressEvent } from '../progress/progress-event.ts';

const planned = z.looseObject({ isComplete: z.boolean(), reason: z.string() });

/** Returns the line that reports an event of a comparison; `undefined` if it is not worth one. */
export function gateProgress(event: ProgressEvent): string | undefined {
  if (event.kind === 'entered' && event.stateName === 'ResolveFunction') {
    return 'Reading both releases';
  }
  if (event.kind === 'entered' && event.stateName === 'CleanUp') return 'Deleting the clones';
  if (event.kind !== 'exited' || event.stateName !== 'PlanRound') return undefined;
  return z.safeParse(planned, event.output).data?.reason;
}
