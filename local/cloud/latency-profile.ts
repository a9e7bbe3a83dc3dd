import type { LocalCloudOptions } from './local-cloud-options.ts';

/** Latencies of a local cloud, as a subset of its options. */
export type LatencyProfile = Pick<
  LocalCloudOptions,
  | 'pendingMs'
  | 'updatePendingMs'
  | 'environmentStartMs'
  | 'controlPlaneDelayMs'
  | 'controlPlaneDelayMsMax'
  | 'objectDelayMs'
  | 'dataPlaneDelayMs'
  | 'deletionDelayMs'
>;

/**
 * The latency profiles by name. `account` imitates an account in one region, called from inside it:
 * the times of creation, update and start are those that the planner assumes; the call times are
 * round numbers for typical calls.
 */
export const LATENCY_PROFILES = {
  account: {
    pendingMs: 3_000,
    updatePendingMs: 1_500,
    environmentStartMs: 400,
    controlPlaneDelayMs: 60,
    controlPlaneDelayMsMax: 120,
    objectDelayMs: 20,
    dataPlaneDelayMs: 20,
    deletionDelayMs: 300,
  },
} as const satisfies Readonly<Record<string, LatencyProfile>>;

/** Finds a profile by its name; `undefined` if there is none. */
export function findLatencyProfile(name: string): LatencyProfile | undefined {
  return Object.hasOwn(LATENCY_PROFILES, name)
    ? LATENCY_PROFILES[name as keyof typeof LATENCY_PROFILES]
    : undefined;
}
