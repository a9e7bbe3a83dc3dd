import type { Page } from './answer-form.ts';
import { paintFor } from './paint.ts';

const WIDTH_DEFAULT = 80;
const WIDTH_MIN = 40;

/** Returns how to write to a stream. A terminal of unknown size reports 0 columns. */
export function pageOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Page {
  return {
    width: Math.max(WIDTH_MIN, stream.columns || WIDTH_DEFAULT),
    paint: paintFor(stream, env),
  };
}
