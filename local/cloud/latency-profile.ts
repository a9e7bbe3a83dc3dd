import type { LocalCloudOptions } from './local-cloud-options.ts';

/** How long things take in a local cloud, as options of it. */
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
 * The profiles by name. `account` is an account in one region, called from inside of it: creation,
 * update and start are the figures that the planner reckons with, the calls are round numbers of
 * what such calls take.
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
