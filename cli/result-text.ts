import { styleText } from 'node:util';
import { changeText } from '../shared/contract/change-text.ts';
import { effortText } from '../shared/contract/effort-text.ts';
import type { TuningResult } from '../shared/contract/tuning-result.ts';
import { adviceLines } from '../shared/core/advice/advice-lines.ts';
import { tierTable } from './tier-table.ts';

/** Between two sentences of a rationale. */
const SENTENCE_BREAK = /(?<=[.!?]) (?=[A-Z\d])/;

/**
 * The result of a run for a terminal.
 *
 * @param reportPlace Where the report is: a path, or its address in the store.
 */
export function resultText(result: TuningResult, reportPlace: string): string {
  const { decision, powerValueBefore } = result;
  const { verdict, rationale } = decision;
  const sentences = rationale.slice(verdict.text.length).trim().split(SENTENCE_BREAK);
  const [headline = '', ...lines] = adviceLines(decision, sentences, powerValueBefore);
  return [
    '',
    tierTable(result),
    '',
    ...[
      styleText('bold', headline),
      ...lines,
      changeText(result),
      effortText(result),
      `Report: ${reportPlace}`,
    ].map((line) => (line === '' ? '' : `  ${line}`)),
  ].join('\n');
}

/** How a run ended that has no result. */
export function failureText(status: string, why: string): string {
  return `\n  ${styleText('red', status)} ${why}`;
}

/** Whether a result is one that a command ends well with: nothing was found on `impossible`. */
export function isAdvice({ decision }: TuningResult): boolean {
  return decision.verdict.kind !== 'impossible';
}
