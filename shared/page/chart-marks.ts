import type { Verdict } from '../core/advice/verdict.ts';
import type { ChartMark } from './chart-picture.ts';

/** Facts that the marks of a decision depend on. */
interface DecidedSizes {
  readonly presentMb: number;
  /** The size to use. */
  readonly chosenMb: number;
  readonly verdict: Pick<Verdict, 'kind' | 'candidateMb'>;
}

/** Returns the sizes to mark in a chart. Without a decision, none is marked as recommended. */
export function decisionMarks({
  presentMb,
  chosenMb,
  verdict,
}: DecidedSizes): readonly ChartMark[] {
  const { kind, candidateMb } = verdict;
  const present = { memoryMb: presentMb, label: 'now', kind: 'present' } as const;
  if (kind === 'keep') {
    return [{ memoryMb: chosenMb, label: 'now and recommended', kind: 'chosen' }];
  }
  if (kind === 'change') {
    return [present, { memoryMb: chosenMb, label: 'recommended', kind: 'chosen' }];
  }
  const label = kind === 'undecided' ? 'looks best' : 'nearest to the limit';
  return candidateMb === presentMb
    ? [{ ...present, label: `now, ${label}` }]
    : [present, { memoryMb: candidateMb, label, kind: 'candidate' }];
}
