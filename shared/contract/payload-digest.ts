import { digestOf } from '../core/digest.ts';

/** Returns a digest that identifies the events of a run: a single event, or a list of several. */
export function payloadDigestOf(payloadTexts: readonly string[]): string {
  return digestOf(payloadTexts.length === 1 ? payloadTexts[0] : payloadTexts);
}
