import { powerValue } from '../../shared/core/power-value.ts';
import type { ScanSubject, ScanTraffic } from '../../shared/core/scan/scan-subject.ts';

/** Returns a function of 1024 MB on x86_64 with a timeout of 3 s. */
export function aScanSubject(changes: Partial<ScanSubject> = {}): ScanSubject {
  const functionName = changes.functionName ?? 'orders';
  return {
    functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    functionName,
    region: 'us-east-1',
    memoryMb: powerValue(1024),
    timeoutSeconds: 3,
    architecture: 'x86_64',
    ephemeralStorageMb: 512,
    runtime: 'nodejs24.x',
    layerCount: 0,
    logGroupName: `/aws/lambda/${functionName}`,
    logFormat: 'Text',
    ...changes,
  };
}

/** Returns traffic of a million invocations of 200 ms in two weeks. */
export function aScanTraffic(changes: Partial<ScanTraffic> = {}): ScanTraffic {
  return {
    dayCount: 14,
    invocationCount: 1_000_000,
    errorCount: 0,
    throttleCount: 0,
    durationMs: { mean: 200, p99: 400 },
    ...changes,
  };
}
