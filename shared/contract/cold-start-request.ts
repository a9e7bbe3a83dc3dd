import { COLD_START_COUNT_DEFAULT } from '../core/measurement/cold-runs.ts';
import type { TuningRequest } from './request-fields.ts';

/** Fields that only concern warm invocations, and why they cannot be combined with `coldStarts`. */
const WARM_FIELDS: Readonly<Record<string, string>> = {
  architectures: 'both architectures are compared by warm invocations',
  invocationsPerMonth: 'few of all invocations start an environment',
  pauseMs: 'no environment is invoked twice',
  watchMinutes: 'production is watched by its warm durations',
};

/** Lists the problems of a request that measures cold starts. */
export function coldStartProblems(written: Readonly<Record<string, unknown>>): readonly string[] {
  return written.coldStarts === true
    ? Object.entries(WARM_FIELDS)
        .filter(([field]) => written[field] !== undefined)
        .map(([field, reason]) => `"${field}" must not be given beside "coldStarts": ${reason}`)
    : [];
}

/**
 * Returns the fields of a request that measures cold starts; empty for any other request. `false`
 * is the same as leaving `coldStarts` out.
 */
export function coldStartFields({
  coldStarts,
  sampleCount,
}: Pick<TuningRequest, 'coldStarts' | 'sampleCount'>): Pick<
  TuningRequest,
  'coldStarts' | 'sampleCount'
> {
  return coldStarts === true
    ? { coldStarts, sampleCount: sampleCount ?? COLD_START_COUNT_DEFAULT }
    : {};
}
