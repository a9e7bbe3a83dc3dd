export const GRID = { ratio: 1.13 };
const LANDMARKS_MB = [128, 256, 512, 1024, 1769, 3008] as const;

/** Sizes on which curves are drawn: log-spaced, with landmarks and all that was measured. */
export function sizeGridMb(
  minMb: number,
  maxMb: number,
  measuredMb: readonly number[],
): Float64Array {
  const steps = Math.max(1, Math.ceil(Math.log(maxMb / minMb) / Math.log(GRID.ratio)));
  const all = new Set<number>();
  for (let i = 0; i <= steps; i += 1) {
    all.add(Math.round(minMb * (maxMb / minMb) ** (i / steps)));
  }
  const fixed = [...LANDMARKS_MB.filter((mb) => mb >= minMb && mb <= maxMb), ...measuredMb];
  // A grid size within 3 % of a landmark or measured one is replaced by it.
  const kept = [...all].filter((mb) => !fixed.some((f) => Math.abs(Math.log(mb / f)) < 0.03));
  return Float64Array.from([...new Set([...kept, ...fixed])].sort((a, b) => a - b));
}
