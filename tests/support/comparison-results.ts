import type { ComparisonResult } from '../../shared/contract/comparison-result.ts';
import { powerValue } from '../../shared/core/power-value.ts';

/** Returns a comparison in which the new release is slower. */
export function aComparisonResult(changes: Partial<ComparisonResult> = {}): ComparisonResult {
  return {
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders',
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:autotuner:run',
    runId: '0123456789ab',
    powerValue: powerValue(512),
    verdict: { kind: 'slower', text: 'The new release is slower at 512 MB' },
    reason: 'The answer is clear',
    differencePercent: 10,
    comparison: {
      kind: 'slower',
      duration: { effectPercent: 12.4, lowPercent: 8, highPercent: 17, answer: 'worse' },
      cost: { effectPercent: 11.6, lowPercent: 7, highPercent: 16, answer: 'worse' },
      lookCount: 1,
    },
    releases: { old: aRelease('12', 120), new: aRelease('$LATEST', 135) },
    tuningCostUsd: 0.0123,
    invocationCount: 56,
    cleanUp: { deletedCloneCount: 8, leftClones: [] },
    report: { json: 's3://store/runs/orders/0123456789ab.json' },
    ...changes,
  };
}

function aRelease(qualifier: string, durationMs: number): ComparisonResult['releases']['old'] {
  return {
    qualifier,
    codeSha256: `code of ${qualifier}`,
    memoryMb: powerValue(512),
    cloneCount: 4,
    warmSampleCount: 24,
    errorCount: 0,
    figures: {
      durationMsMedian: durationMs,
      durationMsP95: 1.5 * durationMs,
      costUsdPerMillion: 1.2,
      startDurationMsMedian: 200,
      maxMemoryUsedMb: 90,
    },
  };
}
