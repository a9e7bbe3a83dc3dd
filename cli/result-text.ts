import { styleText } from 'node:util';
import { changeText } from '../shared/contract/change-text.ts';
import type { TuningResult } from '../shared/contract/tuning-result.ts';
import { tierTable } from './tier-table.ts';

/**
 * The result of a run for a terminal.
 *
 * @param reportPlace Where the report is: a path, or its address in the store.
 */
export function resultText(result: TuningResult, reportPlace: string): string {
  return [
    `\n${tierTable(result)}\n`,
    `  ${styleText('bold', `${result.powerValue} MB`)}: ${result.decision.rationale}`,
    `  ${changeText(result)}`,
    `  ${effortText(result)}`,
    `  Report: ${reportPlace}`,
  ].join('\n');
}

/** How a run ended that has no result. */
export function failureText(status: string, why: string): string {
  return `\n  ${styleText('red', status)} ${why}`;
}

function effortText({ isRecalled, invocationCount, tuningCostUsd }: TuningResult): string {
  return isRecalled
    ? 'An earlier run had measured this already; nothing was measured again.'
    : `Tuning took ${invocationCount} invocations, at $${tuningCostUsd.toFixed(6)} by the price list of AWS.`;
}
