import type { TuningResult } from './tuning-result.ts';

/** What the size to use is called: without a decision it is only what the function has meanwhile. */
export function chosenName({
  decision,
}: Pick<TuningResult, 'decision'>): 'recommended' | 'for now' {
  const { kind } = decision.verdict;
  return kind === 'change' || kind === 'keep' ? 'recommended' : 'for now';
}

/** Why the fastest pick is slower than the present size; absent where it is not. */
export function fastestText({
  decision,
  powerValueBefore,
  tiers,
}: Pick<TuningResult, 'decision' | 'powerValueBefore' | 'tiers'>): string | undefined {
  const { durationMs, costUsdPerMillion } = decision.picks.fastest;
  const present = tiers.find(({ powerValue }) => powerValue === powerValueBefore)?.estimate;
  const isBeyond =
    present !== undefined &&
    present.durationMs.median < durationMs.median &&
    present.durationMs.median * present.costUsdPerMillion.median >
      durationMs.median * costUsdPerMillion.median;
  return isBeyond
    ? '"fastest" is where more speed stops paying: beyond it, cost grows more than time falls.'
    : undefined;
}

/** What a size is called: the one to use, the present one, both, or neither. */
export function rolesOf(
  result: Pick<TuningResult, 'decision' | 'powerValue' | 'powerValueBefore'>,
  memoryMb: number,
): readonly string[] {
  const name = chosenName(result);
  const isPresent = memoryMb === result.powerValueBefore;
  const isChosen = memoryMb === result.powerValue && !(isPresent && name === 'for now');
  return [...(isChosen ? [name] : []), ...(isPresent ? ['now'] : [])];
}
