import { durationText } from '../../shared/core/advice/figure-text.ts';
import type { RunPhase, RunView } from '../progress/run-view.ts';
import { type SizeView, sizeFigures, sizeName } from '../progress/size-view.ts';
import { samplesText } from './frame-lines.ts';

/** What a phase is told as; one that is missing is told by its sizes, or takes no time. */
const PHASE_TEXTS: Readonly<Partial<Record<RunPhase, string>>> = {
  checking: 'Checking the function and the permissions',
  deciding: 'Deciding',
  'cleaning up': 'Cleaning up',
  watching: 'Watching production',
};

/** What is new about a run, as lines for where nothing can be redrawn. */
export function plainProgress(before: RunView, after: RunView): readonly string[] {
  const phase = after.phase === before.phase ? undefined : PHASE_TEXTS[after.phase];
  const isNewRound = after.round !== before.round;
  const planned = after.sizes.filter(({ state }) => state === 'waiting');
  return [
    ...(phase === undefined ? [] : [phase]),
    ...(isNewRound
      ? [
          `Round ${after.round}: ${planned.map(({ memoryMb }) => memoryMb).join(', ')} MB${onOther(planned)}`,
        ]
      : after.sizes.filter((size, index) => isNews(size, before.sizes[index])).map(sizeText)),
  ];
}

/** A round is of one architecture. */
function onOther([first]: readonly SizeView[]): string {
  return first?.architecture === undefined ? '' : ` on ${first.architecture}`;
}

/** In a round the sizes stay the same, and in the same order. */
function isNews(size: SizeView, before: SizeView | undefined): boolean {
  const hasEnded = size.state !== before?.state && ['done', 'failed'].includes(size.state);
  return hasEnded || size.samples.length !== (before?.samples.length ?? 0);
}

function sizeText(size: SizeView): string {
  const { meanMs, coldStartMs } = sizeFigures(size);
  const parts = [
    ...(size.note === undefined ? [] : [size.note]),
    size.isUntold
      ? size.state
      : `${samplesText(size)} ${size.coldStarts ? 'cold starts' : 'samples'}`,
    ...(meanMs === undefined ? [] : [`mean ${durationText(meanMs)}`]),
    ...(coldStartMs === undefined
      ? []
      : [`${size.coldStarts ? 'init' : 'cold start'} ${durationText(coldStartMs)}`]),
  ];
  return `${sizeName(size)}: ${parts.join(', ')}`;
}
