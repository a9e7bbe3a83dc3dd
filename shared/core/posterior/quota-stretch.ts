/** Period of the CFS bandwidth control of Lambda, ms (EuroSys '26, arXiv 2506.01283). */
const PERIOD_MS = 20;

/**
 * How much longer one CPU burst takes than its CPU time, under a quota of `share` x 20 ms per 20 ms.
 *
 * A burst of T ms needs ceil(T / Q) quotas Q and waits P - Q between them; it starts anywhere in a
 * period, so the first wait is half as long on average: t = T + (P - Q) max(0, ceil(T / Q) - 1.5).
 * Long bursts come out proportional, 1 / share; short ones finish early at mid sizes (17.3 ms at
 * 770 MB: 23 ms by this formula, 22 measured, 40 proportional).
 */
export function quotaStretch(share: number, cpuMs: number): number {
  if (share >= 1) {
    return 1;
  }
  const quotaMs = PERIOD_MS * share;
  const waits = Math.max(0, Math.ceil(cpuMs / quotaMs) - 1.5);
  return 1 + ((PERIOD_MS - quotaMs) * waits) / cpuMs;
}
