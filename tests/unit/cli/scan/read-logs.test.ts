import { afterEach, describe, expect, it } from '@jest/globals';
import { readLogs } from '../../../../cli/scan/read-logs.ts';
import { DAY_MS } from '../../../../shared/core/duration-units.ts';
import type { ScanSubject } from '../../../../shared/core/scan/scan-subject.ts';
import { aScanSubject } from '../../../support/scanned-functions.ts';
import { aReportRow, type ScriptedGroup, ScriptedLogs } from '../../../support/scripted-logs.ts';

const ACCESS = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'some', secretAccessKey: 'key' },
};
const WINDOW = { startMs: 0, endMs: 14 * DAY_MS };
const PACE = { queryCountMax: 3, pauseMs: 1, queryMsMax: 60_000 };
const OWN = '/aws/lambda/';

let logs: ScriptedLogs | undefined;

afterEach(() => {
  logs?.stop();
  delete process.env.AWS_ENDPOINT_URL;
});

async function read(
  groups: Readonly<Record<string, ScriptedGroup>>,
  subjects: readonly ScanSubject[] = Object.keys(groups).map((name) =>
    aScanSubject({ functionName: name.replace(OWN, '') }),
  ),
  options: { usdMax?: number; pace?: typeof PACE; interrupt?: AbortController } = {},
) {
  const { usdMax = 1, pace = PACE, interrupt = new AbortController() } = options;
  logs ??= new ScriptedLogs(groups);
  process.env.AWS_ENDPOINT_URL = await logs.start();
  const progress: string[] = [];
  /** The calls that were made before the cost was reported. */
  let calledBefore: readonly string[] = [];
  const result = await readLogs(
    ACCESS,
    { subjects, window: WINDOW, usdMax },
    {
      onProgress: (text) => {
        progress.push(text);
        if (text.startsWith('logs:')) calledBefore = logs?.calls.map(({ action }) => action) ?? [];
      },
      interrupt: interrupt.signal,
    },
    pace,
  ).finally(() => {
    scripted = logs;
    logs?.stop();
    logs = undefined;
  });
  const byName = Object.fromEntries(
    [...result.readings].map(([{ functionName }, reading]) => [functionName, reading]),
  );
  return { ...result, byName, progress, calledBefore };
}

/** The endpoint of the last call of `read`. */
let scripted: ScriptedLogs | undefined;

const manyGroups = (count: number, group: ScriptedGroup) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${OWN}fn-${index}`,
      { rows: [aReportRow()], ...group },
    ]),
  );

describe('readLogs()', () => {
  it('reads memory, cold starts and percentiles of each function, in its own units', async () => {
    const { byName, bytesScanned, callCount } = await read(
      {
        [`${OWN}orders`]: { rows: [aReportRow()], runningCount: 2, bytesScanned: 5_000 },
        [`${OWN}mails`]: {
          rows: [aReportRow({ memoryMax: '77', coldStarts: '0', initP50: '', initP99: '' })],
          bytesScanned: 3_000,
        },
      },
      [
        aScanSubject({ functionName: 'orders' }),
        aScanSubject({ functionName: 'mails', logFormat: 'JSON' }),
      ],
    );

    expect(byName).toEqual({
      orders: {
        kind: 'read',
        invocationCount: 1000,
        coldStartCount: 50,
        maxMemoryUsedMb: 180,
        durationMs: { p50: 100.5, p95: 210, p99: 320.25 },
        initDurationMs: { p50: 240, p99: 610 },
      },
      mails: {
        kind: 'read',
        invocationCount: 1000,
        coldStartCount: 0,
        maxMemoryUsedMb: 77,
        durationMs: { p50: 100.5, p95: 210, p99: 320.25 },
      },
    });
    expect(bytesScanned).toBe(8_000);
    expect(callCount).toBe(scripted?.calls.length);
    const queries = scripted?.callsOf('StartQuery').map(({ input }) => input) ?? [];
    expect(queries[0]).toMatchObject({ startTime: 0, endTime: 14 * 24 * 3600 });
    expect(queries.map(({ queryString }) => String(queryString).split(' | ')[0])).toEqual([
      'filter @type = "REPORT"',
      'filter type = "platform.report"',
    ]);
    expect(queries[1]?.queryString).toContain('max(record.metrics.maxMemoryUsedMB) as memoryMax');
  });

  it('distinguishes functions that write to the same group', async () => {
    const subjects = ['a', 'b', 'c'].map((functionName) =>
      aScanSubject({ functionName, logGroupName: '/shop' }),
    );

    const { byName } = await read(
      {
        '/shop': {
          rows: [
            aReportRow({ functionName: 'a', memoryMax: '90000000' }),
            aReportRow({ functionName: 'b', memoryMax: '40000000' }),
          ],
        },
      },
      subjects,
    );

    expect(byName).toMatchObject({
      a: { kind: 'read', maxMemoryUsedMb: 90 },
      b: { kind: 'read', maxMemoryUsedMb: 40 },
      c: { kind: 'notKnown', reason: 'no REPORT of it is in "/shop"' },
    });
    expect(scripted?.callsOf('StartQuery')).toHaveLength(1);
  });

  it('reports the expected cost before the first query, and keeps within its limit', async () => {
    logs = new ScriptedLogs({
      [`${OWN}cheap`]: { storedBytes: 4e9, rows: [aReportRow()] },
      [`${OWN}dear`]: { storedBytes: 900e9, rows: [aReportRow()] },
    });
    const { byName, progress, calledBefore } = await read({}, [
      aScanSubject({ functionName: 'cheap' }),
      aScanSubject({ functionName: 'dear' }),
    ]);

    expect(progress).toEqual([
      'logs: 1 query of about 4,000 MB (CloudWatch Logs: $0.0200)',
      'logs, 1 of 1 query',
    ]);
    expect(new Set(calledBefore)).toEqual(new Set(['DescribeLogGroups']));
    expect(byName.cheap).toMatchObject({ kind: 'read' });
    expect(byName.dear).toMatchObject({
      kind: 'notKnown',
      reason: expect.stringContaining('$4.50'),
    });
    expect(scripted?.callsOf('StartQuery')).toHaveLength(1);
  });

  it('keeps to its number of queries under way, and waits if the account has too many', async () => {
    const groups = {
      ...manyGroups(7, { runningCount: 3 }),
      [`${OWN}full`]: {
        rows: [aReportRow()],
        refusal: { name: 'LimitExceededException', count: 2 },
      },
    };

    const { byName } = await read(groups);

    expect(Object.values(byName).map(({ kind }) => kind)).toEqual(Array(8).fill('read'));
    expect(scripted?.queryCountMax).toBeLessThanOrEqual(PACE.queryCountMax);
    expect(scripted?.queryCountMax).toBeGreaterThan(1);
  });

  it.each<[string, ScriptedGroup, string]>([
    ['is refused', { refusal: { name: 'AccessDeniedException' } }, 'AccessDeniedException'],
    ['fails', { status: 'Failed' }, `the query of "${OWN}bad" ended as Failed`],
    ['finds nothing', { rows: [] }, `no REPORT of it is in "${OWN}bad"`],
    ['answers with missing fields', { rows: [{ invocations: '3' }] }, 'no REPORT of it is in'],
  ])(
    'reports a function whose query %s as not known, and reads the others',
    async (_what, bad, reason) => {
      const { byName } = await read({
        [`${OWN}bad`]: bad,
        [`${OWN}good`]: { rows: [aReportRow()] },
      });

      expect(byName.bad).toEqual({ kind: 'notKnown', reason: expect.stringContaining(reason) });
      expect(byName.good).toMatchObject({ kind: 'read' });
    },
  );

  it('stops a query that does not end in time', async () => {
    const { byName } = await read({ [`${OWN}slow`]: { runningCount: 1_000_000 } }, undefined, {
      pace: { ...PACE, queryMsMax: 50 },
    });

    expect(byName.slow).toMatchObject({
      kind: 'notKnown',
      reason: expect.stringContaining('did not end within'),
    });
    expect(scripted?.callsOf('StopQuery')).toHaveLength(1);
  });

  it('stops the queries under way when it is interrupted', async () => {
    const interrupt = new AbortController();
    logs = new ScriptedLogs(manyGroups(3, { runningCount: 1_000_000 }));
    logs.onCall = (action) => {
      if (action === 'GetQueryResults') interrupt.abort(new Error('enough'));
    };
    const subjects = [0, 1, 2].map((index) => aScanSubject({ functionName: `fn-${index}` }));

    await expect(read({}, subjects, { interrupt })).rejects.toThrow('enough');

    const started = scripted?.callsOf('StartQuery').length;
    expect(scripted?.callsOf('StopQuery')).toHaveLength(started ?? 0);
    expect(started).toBeGreaterThan(0);
  });

  it('reports all functions as not known if the log groups cannot be listed', async () => {
    logs = new ScriptedLogs({}, undefined);
    logs.refusals.set('DescribeLogGroups', 'AccessDeniedException');

    const { byName, bytesScanned } = await read({}, [aScanSubject({ functionName: 'orders' })]);

    expect(byName.orders).toEqual({
      kind: 'notKnown',
      reason: expect.stringMatching(/^Cannot list the log groups: AccessDeniedException/),
    });
    expect(bytesScanned).toBe(0);
  });
});
