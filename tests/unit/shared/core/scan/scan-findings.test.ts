import { describe, expect, it } from '@jest/globals';
import { memoryFindings, scanFindings } from '../../../../../shared/core/scan/scan-findings.ts';
import type { ScanSubject, ScanTraffic } from '../../../../../shared/core/scan/scan-subject.ts';
import { aScanSubject, aScanTraffic } from '../../../../support/scanned-functions.ts';

const COST_USD = 100;

function kindsOf(subject: Partial<ScanSubject>, traffic: Partial<ScanTraffic>, costUsd = COST_USD) {
  const arm: Partial<ScanSubject> = { architecture: 'arm64' };
  return scanFindings(aScanSubject({ ...arm, ...subject }), aScanTraffic(traffic), costUsd).map(
    ({ kind }) => kind,
  );
}

describe('scanFindings()', () => {
  it.each<[string, Partial<ScanSubject>, Partial<ScanTraffic>, readonly string[]]>([
    ['without problems', {}, {}, []],
    ['never invoked', {}, { invocationCount: 0, errorCount: 0 }, ['neverInvoked']],
    ['near its timeout', {}, { durationMs: { mean: 50, p99: 2500 } }, ['nearTimeout']],
    ['below four fifths of its timeout', {}, { durationMs: { mean: 50, p99: 2400 } }, []],
    ['failing in 2 of 100', {}, { invocationCount: 100, errorCount: 2 }, ['errors']],
    ['failing in 1 of 100', {}, { invocationCount: 100, errorCount: 1 }, []],
    ['throttled', {}, { throttleCount: 1 }, ['throttled']],
    ['on x86_64', { architecture: 'x86_64' }, {}, ['arm64Possible']],
    ['on x86_64, with a layer', { architecture: 'x86_64', layerCount: 1 }, {}, []],
    ['on x86_64, on an old runtime', { architecture: 'x86_64', runtime: 'python3.7' }, {}, []],
    ['on x86_64, on its own runtime', { architecture: 'x86_64', runtime: 'provided' }, {}, []],
  ])('finds what is wrong with a function %s', (_what, subject, traffic, kinds) => {
    expect(kindsOf(subject, traffic)).toEqual(kinds);
  });

  it.each([
    'nodejs24.x',
    'python3.8',
    'python3.13',
    'java21',
    'dotnet8',
    'ruby3.4',
    'provided.al2023',
  ])('knows that %s runs on arm64', (runtime) => {
    expect(kindsOf({ architecture: 'x86_64', runtime }, {})).toEqual(['arm64Possible']);
  });

  it('does not propose arm64 for a few cents, or for an image', () => {
    const { runtime, ...image } = aScanSubject({ architecture: 'x86_64' });

    expect(kindsOf({ architecture: 'x86_64' }, {}, 1)).toEqual([]);
    expect(scanFindings(image, aScanTraffic(), COST_USD)).toEqual([]);
  });

  it('says what to check', () => {
    const traffic = aScanTraffic({ invocationCount: 0, errorCount: 0 });

    expect(scanFindings(aScanSubject(), traffic, 0)).toEqual([
      { kind: 'neverInvoked', text: 'not invoked in 14 days: is it still needed?' },
    ]);
  });
});

describe('memoryFindings()', () => {
  it.each([
    [0, []],
    [900, []],
    [922, ['uses up to 922 of its 1024 MB: a larger event may run out of memory']],
  ])('reports for %d MB used %j', (memoryUsedMb, texts) => {
    const findings = memoryFindings(aScanSubject(), memoryUsedMb);

    expect(findings.map(({ text }) => text)).toEqual(texts);
  });
});
