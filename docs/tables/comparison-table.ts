import { comparisonResultSchema } from '../../shared/contract/comparison-result.ts';
import { fieldTable } from './field-table.ts';

/** Returns the meanings of the fields of one release. */
function releaseMeanings(side: 'old' | 'new'): Readonly<Record<string, string>> {
  const path = `releases.${side}`;
  return {
    [path]: `the ${side} release`,
    [`${path}.qualifier`]: 'its version, its alias, or `$LATEST`',
    [`${path}.codeSha256`]: 'SHA-256 of its code, base64',
    [`${path}.memoryMb`]: 'the size that it has itself, MB',
    [`${path}.cloneCount`]:
      'clones that were measured; one if a run over sizes measured the release',
    [`${path}.warmSampleCount`]: 'warm samples of all of them',
    [`${path}.errorCount`]: 'invocations that failed',
    [`${path}.figures`]: 'of all clones together; absent if none was measured',
    [`${path}.figures.durationMsMedian`]: 'of warm invocations, milliseconds',
    [`${path}.figures.durationMsP95`]: 'of warm invocations, milliseconds',
    [`${path}.figures.costUsdPerMillion`]: 'mean, USD',
    [`${path}.figures.startDurationMsMedian`]:
      'of cold starts, milliseconds; absent if none was seen',
    [`${path}.figures.maxMemoryUsedMb`]: 'most that an invocation used, MB',
  };
}

/** Returns the meanings of an effect's fields. */
function effectMeanings(name: string, what: string): Readonly<Record<string, string>> {
  const path = `comparison.${name}`;
  return {
    [path]: what,
    [`${path}.effectPercent`]: 'new against old, per cent; positive is worse',
    [`${path}.lowPercent`]: 'lower end of its interval, per cent; absent if nothing is known',
    [`${path}.highPercent`]: 'upper end',
    [`${path}.answer`]: 'the answer by this figure alone; `"open"` if there is none yet',
  };
}

/** Meaning of each field of a comparison's result, with units and bounds. */
export const COMPARISON_MEANINGS: Readonly<Record<string, string>> = {
  functionArn: 'ARN of the function, without a qualifier',
  executionArn: 'ARN of the execution',
  runId: 'id of the run, derived from the ARN of the execution',
  powerValue: 'the size at which both were measured, MB',
  verdict: 'the answer',
  'verdict.kind': 'see [the answers](#the-answers)',
  'verdict.text': 'in one sentence',
  reason: 'why no more was measured',
  differencePercent: 'the difference that was to be found, per cent',
  comparison: 'what was found; absent if both releases are the same',
  'comparison.kind': 'as in the verdict',
  ...effectMeanings('duration', 'typical duration'),
  ...effectMeanings('cost', 'billed cost of an invocation'),
  'comparison.lookCount': 'blocks that were measured',
  kept: 'present if the old release is a [kept result](#kept-results), and was not measured beside the new one',
  'kept.measuredAtMs': 'when it was measured, milliseconds since the Unix epoch',
  'kept.report': 'address of the report with its samples',
  limit: 'the limit that the new release must keep; absent if no `durationMsMax` was given',
  releases: 'the measurements of both',
  ...releaseMeanings('old'),
  ...releaseMeanings('new'),
  tuningCostUsd: 'what the invocations cost, failed ones included, USD',
  invocationCount: 'all invocations, cold and failed ones included',
  cleanUp: 'the deletion of the clones',
  'cleanUp.deletedCloneCount': 'clones that were deleted',
  'cleanUp.leftClones': 'clones that could not be deleted; Sweep deletes them later',
  'cleanUp.leftClones[].functionArn': 'which clone',
  'cleanUp.leftClones[].message': 'why',
  report: 'where the report is in the bucket',
  'report.json': 'the result with all samples',
  'limit.durationMsMax': 'milliseconds',
  'limit.percentile': 'of the warm invocations of the new release',
  'limit.durationMs': 'what was measured at this percentile, milliseconds',
  'limit.isExceeded': 'whether that is above the limit',
};

/** Returns the table of the fields of a comparison's result. */
export function comparisonTable(): string {
  return fieldTable('the result of a comparison', comparisonResultSchema, COMPARISON_MEANINGS);
}
