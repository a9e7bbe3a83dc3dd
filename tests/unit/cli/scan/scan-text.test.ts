import { describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../../cli/output/paint.ts';
import { scanCsv } from '../../../../cli/scan/scan-csv.ts';
import { scanPage } from '../../../../cli/scan/scan-page.ts';
import type { ScanResult } from '../../../../cli/scan/scan-result.ts';
import { scanText } from '../../../../cli/scan/scan-text.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { scanTotal } from '../../../../shared/core/scan/scan-total.ts';
import {
  byExpectedSaving,
  scannedFunction,
} from '../../../../shared/core/scan/scanned-function.ts';
import { aScanSubject, aScanTraffic } from '../../../support/scanned-functions.ts';

const HOSTILE_NAME = '<script>alert(1)</script>';
const { durationMs, ...silence } = aScanTraffic({ invocationCount: 0 });

function aScan(changes: Partial<ScanResult> = {}): ScanResult {
  const functions = byExpectedSaving([
    scannedFunction(aScanSubject({ functionName: 'idle' }), silence),
    scannedFunction(
      aScanSubject({ functionName: 'small', memoryMb: powerValue(128) }),
      aScanTraffic(),
    ),
    scannedFunction(
      aScanSubject({ functionName: 'image-resize', memoryMb: powerValue(10_240) }),
      aScanTraffic(),
    ),
  ]);
  return {
    regions: ['us-east-1'],
    prefix: '',
    dayCount: 14,
    functions,
    total: scanTotal(functions),
    skippedCount: 1,
    callCount: 3,
    metricCount: 11,
    ...changes,
  };
}

function linesOf(result: ScanResult, width: number): readonly string[] {
  return scanText(result, { width, paint: PLAIN }, 20).split('\n');
}

describe('scanText()', () => {
  it.each([60, 80, 120])('has a table that fits %s columns, name and saving first', (width) => {
    const lines = linesOf(aScan(), width);
    const table = lines.slice(
      lines.findIndex((line) => line.startsWith('function  ')),
      lines.findIndex((line) => line.startsWith('Beside')),
    );

    expect(table[0]).toMatch(/^function +now +\$ a month +expected saving/);
    expect(table[1]).toMatch(/^image-resize +10240 MB/);
    expect(table.every((line) => line.length <= width)).toBe(true);
  });

  it('begins with the total cost and the expected saving, with an interval', () => {
    const text = linesOf(aScan(), 120).join(' ');

    expect(text).toMatch(/3 functions in us-east-1; 2 of them invoked in the last 14 days/);
    expect(text).toMatch(/Tuning is expected to save \$[\d.,]+ a month, \d+ % of it \(90 %: /);
    expect(text).toContain('nothing was invoked. 1 function without a memory size left out.');
    expect(text).toContain('idle: not invoked in 14 days');
    expect(text).toContain('autotune arn:aws:lambda:us-east-1:123456789012:function:image-resize');
    expect(text).toContain('Metrics do not show how much memory a function uses');
  });

  it('says where else to look if there is no function', () => {
    const nothing = { functions: [], total: scanTotal([]) };

    expect(linesOf(aScan({ ...nothing, prefix: 'shop-' }), 120)).toEqual([
      'No functions whose names begin with "shop-" in us-east-1: look elsewhere with --region or --prefix.',
    ]);
  });

  it('says that nothing was invoked', () => {
    const functions = aScan().functions.slice(-1);

    expect(linesOf(aScan({ functions, total: scanTotal(functions) }), 80).join('\n')).toContain(
      '1 function in us-east-1; none was invoked in the last 14 days.',
    );
  });
});

describe('a scan with logs', () => {
  const logs = {
    kind: 'read',
    invocationCount: 2000,
    coldStartCount: 100,
    maxMemoryUsedMb: 310,
    durationMs: { p50: 150, p95: 250, p99: 300 },
    initDurationMs: { p50: 420, p99: 900 },
  } as const;
  const functions = [
    scannedFunction(aScanSubject({ functionName: 'read' }), aScanTraffic(), logs),
    ...Array.from({ length: 7 }, (_, index) =>
      scannedFunction(aScanSubject({ functionName: `unread-${index}` }), aScanTraffic(), {
        kind: 'notKnown',
        reason: 'no REPORT of it',
      }),
    ),
  ];
  const result = aScan({ functions, total: scanTotal(functions), logBytesScanned: 4e9 });

  it('shows memory and cold starts, what reading the logs cost, and what is not known', () => {
    const text = linesOf(result, 160).join('\n');

    expect(text).toMatch(/read .* 310 MB +5 %, 420 ms each/);
    expect(text).toMatch(/unread-0 .* not known +not known/);
    expect(text).toContain('Logs of 1 function read; 4,000 MB scanned (CloudWatch Logs: $0.0200).');
    expect(text).toContain('No logs read for unread-4: no REPORT of it.');
    expect(text).toContain('No logs read for 2 more: see --json.');
    expect(text).not.toContain('unread-5: no REPORT');
  });

  it('has the same on its page and as CSV', () => {
    const page = scanPage(result);
    const [head = '', row = ''] = scanCsv(result.functions).split('\n');
    const cellOf = (name: string) => row.split(',')[head.split(',').indexOf(name)];

    expect(page).toContain('<td>310 MB</td><td>5 %, 420 ms each</td>');
    expect(page).toContain('4,000 MB scanned');
    expect(cellOf('memory_used_mb_max')).toBe('310');
    expect(cellOf('init_duration_ms_p99')).toBe('900');
  });

  it('shows none of it if logs were not asked for', () => {
    expect(linesOf(aScan(), 160).join('\n')).not.toMatch(/Logs|cold starts|memory used/);
    expect(scanPage(aScan())).not.toContain('cold starts');
  });
});

describe('scanCsv()', () => {
  it('has a row for each function, with units in the names of its columns', () => {
    const [head, ...rows] = scanCsv(aScan().functions).split('\n');

    expect(head).toContain('function_arn,memory_mb,architecture');
    expect(head).toContain('saving_usd_per_month_mean');
    expect(rows.map((row) => row.split(':').at(-1)?.split(',')[0])).toEqual([
      'image-resize',
      'small',
      'idle',
    ]);
  });
});

describe('scanPage()', () => {
  it('shows names as text, loads nothing and runs nothing', () => {
    const functions = [
      scannedFunction(aScanSubject({ functionName: HOSTILE_NAME }), aScanTraffic()),
    ];
    const page = scanPage(aScan({ functions, total: scanTotal(functions) }));

    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(src|href)=/);
  });
});
