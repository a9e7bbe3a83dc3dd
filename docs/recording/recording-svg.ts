import type { Cast } from './cast.ts';
import { framesSvg } from './frames-svg.ts';
import { terminalFrames } from './terminal-frames.ts';
import { TYPED_COMMAND } from './tuning-run.ts';

/**
 * Returns the recording of a run as an animated SVG: the same recording yields the same drawing.
 */
export async function recordingSvg(cast: Cast): Promise<string> {
  return framesSvg(await terminalFrames(cast), {
    columns: cast.columns,
    title: `A terminal in which ${TYPED_COMMAND} tunes a function`,
  });
}
