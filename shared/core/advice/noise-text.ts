import { countText, percentText } from './figure-text.ts';
import type { Noise } from './noise.ts';
import { sampleNoun } from './shown-size.ts';

/** Puts into a sentence what disturbed the measurements and what to do about it. */
export function noiseText(noise: Noise, coldStarts?: boolean): string {
  switch (noise.kind) {
    case 'slowerWithMemory':
      return `${noise.largerMb} MB was ${percentText(noise.percent)} slower than ${noise.smallerMb} MB, which more memory does not explain: run again with "fresh": true`;
    case 'spread':
      return `${coldStarts ? 'Cold starts' : 'Warm runs'} at the same size differ by ${percentText(noise.percent)}, so small gains cannot be seen: run again with a larger "sampleCount"`;
    case 'fewSamples':
      return `${noise.memoryMb} MB has only ${countText(noise.sampleCount, sampleNoun(coldStarts))}, as few as the request asked for: confirm it with "sampleCount": 10`;
  }
}
