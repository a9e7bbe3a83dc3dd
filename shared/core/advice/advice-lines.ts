import type { Advice } from './advice.ts';
import { outlookText } from './monthly-outlook.ts';
import { picksLines } from './picks-text.ts';
import { settlingText } from './settling.ts';

/** An advice as it reads on a terminal: verdict, picks, explanation, money, next step, warnings. */
export function adviceLines(
  { verdict, picks, outlook, warnings }: Advice,
  sentences: readonly string[],
  presentMb: number,
): readonly string[] {
  return [
    verdict.text,
    '',
    ...picksLines(picks, presentMb),
    '',
    ...sentences,
    ...(outlook === undefined ? [] : [outlookText(outlook)]),
    ...(verdict.settling === undefined ? [] : [settlingText(verdict.settling)]),
    ...warnings.map((warning) => `Warning: ${warning}.`),
  ];
}
