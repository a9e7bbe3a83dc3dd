/** Period of the CFS bandwidth control of Lambda, ms (EuroSys '26, arXiv 2506.01283). */
const PERIOD_MS = 20;

/**
 * Returns how many times its CPU time one CPU burst takes under a quota of `share` x 20 ms per 20
 * ms.
 *
 * A burst of T ms needs ceil(T / Q) quotas of Q ms and waits P - Q between them. It starts anywhere
 * in a period P, so the first wait is half as long on average: t = T + (P - Q) max(0, ceil(T / Q) -
 * 1.5). Long bursts come out proportional, 1 / share; short ones finish early at medium sizes (17.3
 * ms of CPU at 770 MB: 23 ms by this formula, 22 ms measured, 40 ms if proportional).
 */
export function quotaStretch(share: number, cpuMs: number): number {
  if (share >= 1) {
    return 1;
  }
  const quotaMs = PERIOD_MS * share;
  const waits = Math.max(0, Math.ceil(cpuMs / quotaMs) - 1.5);
  return 1 + ((PERIOD_MS - quotaMs) * waits) / cpuMs;
}
