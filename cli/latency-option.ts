import {
  findLatencyProfile,
  LATENCY_PROFILES,
  type LatencyProfile,
} from '../local/cloud/latency-profile.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads `--latency`, an option of the commands that start a local cloud.
 *
 * @param name Absent: the cloud answers at once.
 * @throws {UsageError} If there is no profile of that name.
 */
export function readLatency(name: string | undefined): LatencyProfile {
  const profile = name === undefined ? {} : findLatencyProfile(name);
  if (profile === undefined) {
    throw new UsageError(
      `Cannot read --latency ${name}: it must be one of ${Object.keys(LATENCY_PROFILES).join(', ')}`,
    );
  }
  return profile;
}
