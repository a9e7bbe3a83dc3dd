import type { TuningResult } from './tuning-result.ts';

/** What was done with the choice, in plain sentences. */
export function changeText({ application, verification, aliasMove, watch }: TuningResult): string {
  return [application, verification, aliasMove, watch]
    .flatMap((step) => ('message' in step ? [`${step.message}.`] : []))
    .join(' ');
}
