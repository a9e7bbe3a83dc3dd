import { digestOf } from '../core/digest.ts';

/** What tells the events of a run from others; a single event, or the list of several. */
export function payloadDigestOf(payloadTexts: readonly string[]): string {
  return digestOf(payloadTexts.length === 1 ? payloadTexts[0] : payloadTexts);
}
