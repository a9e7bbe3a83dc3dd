import { describe, expect, it } from '@jest/globals';
import { logPlan, megabytesText, scanUsd } from '../../../../cli/scan/log-plan.ts';
import { DAY_MS } from '../../../../shared/core/duration-units.ts';
import { aScanSubject } from '../../../support/scanned-functions.ts';

const WINDOW = { startMs: 0, endMs: 14 * DAY_MS };
const GB = 1e9;

const subject = (functionName: string, logGroupName = `/aws/lambda/${functionName}`) =>
  aScanSubject({ functionName, logGroupName });

function planned(
  groups: Readonly<Record<string, { readonly gb: number; readonly dayCountMax?: number }>>,
  subjects = Object.keys(groups).map((name) => subject(name)),
  usdMax = 1,
) {
  const logGroups = Object.entries(groups).map(([name, { gb, ...group }]) => ({
    logGroupName: name.startsWith('/') ? name : `/aws/lambda/${name}`,
    storedBytes: gb * GB,
    ...group,
  }));
  return logPlan(subjects, logGroups, { window: WINDOW, usdMax });
}

describe('logPlan()', () => {
  it('has a query for each log group, and expects to scan the part of it that is in the window', () => {
    const { queries } = planned({
      all: { gb: 2 },
      young: { gb: 2, dayCountMax: 7 },
      old: { gb: 2, dayCountMax: 28 },
    });

    expect(queries.map(({ bytesExpected }) => bytesExpected / GB)).toEqual([2, 2, 1]);
    expect(queries.map(({ isShared }) => isShared)).toEqual([false, false, false]);
    expect(scanUsd(2 * GB)).toBeCloseTo(0.01);
  });

  it('plans one query for functions that share a group, and another for those that log JSON', () => {
    const shared = ['a', 'b'].map((name) => subject(name, '/shop'));
    const json = { ...subject('c', '/shop'), logFormat: 'JSON' as const };

    const { queries } = planned({ '/shop': { gb: 1 } }, [...shared, json]);

    expect(queries.map(({ subjects }) => subjects.length)).toEqual([2, 1]);
    expect(queries.map(({ isShared }) => isShared)).toEqual([true, true]);
    expect(queries.map(({ logFormat }) => logFormat)).toEqual(['Text', 'JSON']);
  });

  it('reads the most important functions first, and says what it would cost to read the rest', () => {
    const groups = { first: { gb: 100 }, second: { gb: 150 }, third: { gb: 20 } };

    const { queries, refused } = planned(groups, undefined, 0.8);

    expect(queries.map(({ logGroupName }) => logGroupName)).toEqual([
      '/aws/lambda/first',
      '/aws/lambda/third',
    ]);
    expect([...refused.values()]).toEqual([
      'reading its logs is expected to cost $0.750, and $0.300 of $0.800 is left (--logs-usd)',
    ]);
  });

  it('reports functions without logs', () => {
    const { queries, refused } = planned({}, [subject('quiet')]);

    expect(queries).toEqual([]);
    expect([...refused.values()]).toEqual(['it has no log group "/aws/lambda/quiet"']);
  });
});

describe('megabytesText()', () => {
  it.each([
    [0, 'under 1 MB'],
    [3_400_000_000, '3,400 MB'],
  ])('formats %d bytes as %s', (bytes, text) => {
    expect(megabytesText(bytes)).toBe(text);
  });
});
