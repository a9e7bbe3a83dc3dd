import type { Page } from './answer-form.ts';
import { paintFor } from './paint.ts';

const WIDTH_DEFAULT = 80;
const WIDTH_MIN = 40;

/** What a stream shows. A terminal that does not know its size says 0. */
export function pageOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Page {
  return {
    width: Math.max(WIDTH_MIN, stream.columns || WIDTH_DEFAULT),
    paint: paintFor(stream, env),
  };
}
