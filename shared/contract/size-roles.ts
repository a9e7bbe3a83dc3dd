import type { TuningResult } from './tuning-result.ts';

/** Returns the label of the size to use. Without a decision it is only the size to keep for now. */
export function chosenName({
  decision,
}: Pick<TuningResult, 'decision'>): 'recommended' | 'for now' {
  const { kind } = decision.verdict;
  return kind === 'change' || kind === 'keep' ? 'recommended' : 'for now';
}

/** Explains why the fastest pick is slower than the present size; `undefined` if it is not. */
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

/** Returns the labels of a size: the one to use, the present one, both, or neither. */
export function rolesOf(
  result: Pick<TuningResult, 'decision' | 'powerValue' | 'powerValueBefore'>,
  memoryMb: number,
): readonly string[] {
  const name = chosenName(result);
  const isPresent = memoryMb === result.powerValueBefore;
  const isChosen = memoryMb === result.powerValue && !(isPresent && name === 'for now');
  return [...(isChosen ? [name] : []), ...(isPresent ? ['now'] : [])];
}
