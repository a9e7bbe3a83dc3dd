import { durationText } from '../../shared/core/advice/figure-text.ts';
import type { RunPhase, RunView } from '../progress/run-view.ts';
import { type SizeView, sizeFigures, sizeName } from '../progress/size-view.ts';
import { sampleProgressText } from './frame-lines.ts';

/**
 * The line that announces a phase. The other phases show in the lines of the sizes, or take no
 * time.
 */
const PHASE_TEXTS: Readonly<Partial<Record<RunPhase, string>>> = {
  checking: 'Checking the function and the permissions',
  deciding: 'Deciding',
  'cleaning up': 'Cleaning up',
  watching: 'Watching production',
};

/** Returns lines about what is new in a run, for outputs that cannot be redrawn. */
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

/** Names the architecture of a round, which has only one, if it is not the function's own. */
function onOther([first]: readonly SizeView[]): string {
  return first?.architecture === undefined ? '' : ` on ${first.architecture}`;
}

/**
 * Whether a size has new samples or has ended. In a round, the sizes and their order do not change.
 */
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
      : `${sampleProgressText(size)} ${size.coldStarts ? 'cold starts' : 'samples'}`,
    ...(meanMs === undefined ? [] : [`mean ${durationText(meanMs)}`]),
    ...(coldStartMs === undefined
      ? []
      : [`${size.coldStarts ? 'init' : 'cold start'} ${durationText(coldStartMs)}`]),
  ];
  return `${sizeName(size)}: ${parts.join(', ')}`;
}
