import { describe, expect, it } from '@jest/globals';
import { readReport } from '../../../../../shared/core/measurement/report-line.ts';

const ID = '8f5f0a3e-11aa-4a5e-b3c1-1c1f6f0c9a11';
const text = (line: string) => readReport(line, { requestId: ID, logFormat: 'Text' });
const json = (line: string) => readReport(line, { requestId: ID, logFormat: 'JSON' });

describe('readReport() of a text log', () => {
  it('reads a warm invocation', () => {
    const tail = `START RequestId: ${ID} Version: $LATEST\nhello\nEND RequestId: ${ID}\nREPORT RequestId: ${ID}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 85 MB\t\n`;

    expect(text(tail)).toEqual({
      kind: 'found',
      report: {
        requestId: ID,
        durationMs: 12.34,
        billedDurationMs: 13,
        memorySizeMb: 128,
        maxMemoryUsedMb: 85,
        hasStarted: false,
        status: 'success',
      },
    });
  });

  it('reads a cold start, whose billed duration includes the init', () => {
    const tail = `REPORT RequestId: ${ID}\tDuration: 133.61 ms\tBilled Duration: 214 ms\tMemory Size: 128 MB\tMax Memory Used: 85 MB\tInit Duration: 80.00 ms\t\nXRAY TraceId: 1-5\tSegmentId: 6\tSampled: true\t\n`;

    expect(text(tail)).toMatchObject({
      kind: 'found',
      report: { durationMs: 133.61, billedDurationMs: 214, initDurationMs: 80 },
    });
  });

  // An init that exceeds 10 s restarts within the invocation, and its REPORT has no Init Duration.
  it.each([
    'INIT_START Runtime Version: nodejs:24.v12\tRuntime Version ARN: arn:aws:lambda:x::runtime:y',
    'INIT_REPORT Init Duration: 9999.12 ms\tPhase: init\tStatus: timeout',
  ])('sees an initialisation that the report does not mention: %j', (start) => {
    const report = `REPORT RequestId: ${ID}\tDuration: 11012.34 ms\tBilled Duration: 11013 ms\tMemory Size: 128 MB\tMax Memory Used: 85 MB\t\n`;

    expect(text(`${start}\n${report}`)).toMatchObject({ report: { hasStarted: true } });
    expect(text(`printed: ${start}\n${report}`)).toMatchObject({ report: { hasStarted: false } });
  });

  it('reads a restore from a SnapStart snapshot', () => {
    const tail = `REPORT RequestId: ${ID}\tDuration: 159.87 ms\tBilled Duration: 278 ms\tMemory Size: 512 MB\tMax Memory Used: 133 MB\tRestore Duration: 562.43 ms\tBilled Restore Duration: 118 ms\t\n`;

    const reading = text(tail);

    expect(reading).toMatchObject({
      kind: 'found',
      report: { billedDurationMs: 278, restoreDurationMs: 562.43 },
    });
    expect(reading).not.toHaveProperty('report.initDurationMs');
  });

  it.each([
    ['Status: timeout', { status: 'timeout' }],
    [
      'Status: error\tError Type: Runtime.OutOfMemory',
      { status: 'error', errorType: 'Runtime.OutOfMemory' },
    ],
  ])('reads "%s"', (suffix, expected) => {
    const tail = `REPORT RequestId: ${ID}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 126 MB\t${suffix}\n`;

    expect(text(tail)).toMatchObject({ kind: 'found', report: expected });
  });

  it('uses the last record of the request, not one that the function printed', () => {
    const line = (duration: string) =>
      `REPORT RequestId: ${ID}\tDuration: ${duration} ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t\n`;

    expect(text(line('0.01') + line('50.00'))).toMatchObject({ report: { durationMs: 50 } });
  });

  it.each([
    [
      'a record of another request',
      'REPORT RequestId: 0000\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t',
    ],
    [
      'a record inside a line',
      `note: REPORT RequestId: ${ID}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t`,
    ],
    [
      'a record cut at its beginning',
      `RT RequestId: ${ID}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t`,
    ],
    ['a record without its figures', `REPORT RequestId: ${ID}\tDuration: 1.00 ms\t`],
    [
      'figures in other units',
      `REPORT RequestId: ${ID}\tDuration: 1.00 s\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t`,
    ],
    [
      'a negative figure',
      `REPORT RequestId: ${ID}\tDuration: -1 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t`,
    ],
    [
      'a record of JSON logs',
      `{"type":"platform.report","record":{"requestId":"${ID}","metrics":{"durationMs":1,"billedDurationMs":1,"memorySizeMB":128,"maxMemoryUsedMB":1}}}`,
    ],
    ['nothing', ''],
  ])('finds no report in %s', (_name, tail) => {
    expect(text(tail)).toMatchObject({ kind: 'absent' });
  });
});

describe('readReport() of a JSON log', () => {
  const record = (metrics: object, extra: object = {}) =>
    JSON.stringify({
      time: '2026-11-01T00:00:00.000Z',
      type: 'platform.report',
      record: { requestId: ID, ...extra, metrics },
    });
  const METRICS = { durationMs: 1.2, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 40 };

  it('reads a record without init or restore, after a line that was cut', () => {
    expect(json(`ation":1}}\n${record(METRICS, { status: 'success' })}\n`)).toEqual({
      kind: 'found',
      report: {
        requestId: ID,
        durationMs: 1.2,
        billedDurationMs: 2,
        memorySizeMb: 128,
        maxMemoryUsedMb: 40,
        hasStarted: false,
        status: 'success',
      },
    });
  });

  it('reads init and restore durations', () => {
    expect(json(record({ ...METRICS, initDurationMs: 90.1 }))).toMatchObject({
      report: { initDurationMs: 90.1 },
    });
    expect(json(record({ ...METRICS, restoreDurationMs: 300.5 }))).toMatchObject({
      report: { restoreDurationMs: 300.5 },
    });
  });

  it.each([
    [
      'an event of another type',
      JSON.stringify({ type: 'platform.start', record: { requestId: ID, metrics: METRICS } }),
    ],
    [
      'a record without metrics',
      JSON.stringify({ type: 'platform.report', record: { requestId: ID } }),
    ],
    ['JSON that is no object', 'null\n1\n"x"'],
    [
      'a text record',
      `REPORT RequestId: ${ID}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t`,
    ],
  ])('finds no report in %s', (_name, tail) => {
    expect(json(tail)).toMatchObject({ kind: 'absent' });
  });
});
