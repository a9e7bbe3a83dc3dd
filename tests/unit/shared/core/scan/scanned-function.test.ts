import { describe, expect, it } from '@jest/globals';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { scanTotal } from '../../../../../shared/core/scan/scan-total.ts';
import {
  byExpectedSaving,
  scannedFunction,
} from '../../../../../shared/core/scan/scanned-function.ts';
import { aScanSubject, aScanTraffic } from '../../../../support/scanned-functions.ts';

const LARGE = scannedFunction(
  aScanSubject({ functionName: 'large', memoryMb: powerValue(10_240) }),
  aScanTraffic(),
);
const RARE = scannedFunction(
  aScanSubject({ functionName: 'rare', memoryMb: powerValue(10_240) }),
  aScanTraffic({ invocationCount: 100 }),
);
const { durationMs, ...silence } = aScanTraffic({ invocationCount: 0 });
const IDLE = scannedFunction(aScanSubject({ functionName: 'idle' }), silence);

describe('scannedFunction()', () => {
  it('gives no outlook for a function without invocations', () => {
    expect(IDLE.outlook).toBeUndefined();
    expect(IDLE.findings.map(({ kind }) => kind)).toEqual(['neverInvoked']);
  });

  it.each([
    ['java21', 1024, 256],
    ['dotnet8', 1024, 192],
    ['nodejs24.x', 1024, 128],
    // A function works at its present size, even if its runtime usually needs more.
    ['java21', 128, 128],
  ])('assumes that %s at %s MB needs at least %s MB', (runtime, memoryMb, leastMb) => {
    const subject = aScanSubject({ runtime, memoryMb: powerValue(memoryMb) });
    const { outlook } = scannedFunction(subject, aScanTraffic());

    expect(outlook?.cheapestMb).toBeGreaterThanOrEqual(leastMb);
  });
});

describe('scannedFunction() with logs', () => {
  const LOGS = {
    kind: 'read',
    invocationCount: 100,
    coldStartCount: 10,
    maxMemoryUsedMb: 980,
    durationMs: { p50: 100, p95: 200, p99: 300 },
  } as const;

  it('proposes no size below the memory used, and warns that little is left', () => {
    const subject = aScanSubject({ memoryMb: powerValue(1024) });

    const read = scannedFunction(subject, aScanTraffic(), LOGS);

    expect(scannedFunction(subject, aScanTraffic()).outlook?.cheapestMb).toBeLessThan(980);
    expect(read.outlook?.cheapestMb).toBeGreaterThanOrEqual(980);
    expect(read.findings.map(({ kind }) => kind)).toContain('memoryTight');
  });

  it('is judged by metrics only if its logs could not be read', () => {
    const logs = { kind: 'notKnown', reason: 'no log group' } as const;

    expect(scannedFunction(aScanSubject(), aScanTraffic(), logs)).toEqual({
      ...scannedFunction(aScanSubject(), aScanTraffic()),
      logs,
    });
  });
});

describe('byExpectedSaving()', () => {
  it('sorts by expected saving, and functions without an outlook last', () => {
    expect(byExpectedSaving([IDLE, RARE, LARGE])).toEqual([LARGE, RARE, IDLE]);
  });
});

describe('scanTotal()', () => {
  it('adds up invoked functions, with an interval narrower than the sum of theirs', () => {
    const total = scanTotal([IDLE, LARGE, LARGE]);
    const { mean = 0, sd = 0 } = LARGE.outlook?.savingUsdPerMonth ?? {};

    expect(total).toMatchObject({ functionCount: 3, invokedCount: 2 });
    expect(total.costUsd).toBeCloseTo(2 * (LARGE.outlook?.costUsdPerMonth ?? 0));
    expect(total.savingUsd.mean).toBeCloseTo(2 * mean);
    expect(total.savingUsd.high - total.savingUsd.mean).toBeLessThan(2 * 1.645 * sd);
  });

  it('is zero without functions', () => {
    expect(scanTotal([])).toEqual({
      functionCount: 0,
      invokedCount: 0,
      costUsd: 0,
      savingUsd: { mean: 0, low: 0, high: 0 },
    });
  });
});
