import { describe, expect, it } from '@jest/globals';
import { readScanOptions } from '../../../../cli/scan/scan-options.ts';

describe('readScanOptions()', () => {
  it('scans the region of the environment, two weeks back, by default', () => {
    expect(readScanOptions([])).toEqual({
      kind: 'scan',
      regions: [],
      roleArns: [],
      prefix: '',
      dayCount: 14,
      rowCountMax: 20,
      format: 'text',
    });
  });

  it('accepts regions as a list or several options, and keeps each once', () => {
    expect(
      readScanOptions(['--region', 'eu-west-1,us-gov-west-1', '--region', 'eu-west-1']),
    ).toMatchObject({ regions: ['eu-west-1', 'us-gov-west-1'] });
  });

  it.each([
    ['team', { tag: 'team' }],
    ['team=shop', { tag: 'team', value: 'shop' }],
    ['filter=a=b', { tag: 'filter', value: 'a=b' }],
    ['team=', { tag: 'team', value: '' }],
  ])('reads the tag %s', (given, tag) => {
    expect(readScanOptions(['--tag', given])).toMatchObject({ tag });
  });

  it.each([
    [[], undefined],
    [['--logs'], 1],
    [['--logs', '--logs-usd', '2.5'], 2.5],
    [['--logs-usd', '0.1'], 0.1],
  ])('reads logs for %j up to %s dollars', (args, usd) => {
    expect((readScanOptions(args) as { readonly logsUsdMax?: number }).logsUsdMax).toBe(usd);
  });

  it('accepts roles as a list, with commas in their names', () => {
    const roles = [
      'arn:aws:iam::123456789012:role/scan,all',
      'arn:aws:iam::210987654321:role/x/scan',
    ];

    expect(readScanOptions(['--role-arn', roles.join(',')])).toMatchObject({ roleArns: roles });
  });

  it.each([
    [['--role-arn', 'scanner'], 'it must be the ARN of a role'],
    [['--tag', '=shop'], 'must be KEY or KEY=VALUE'],
    [['--region', 'Ireland'], 'it must be a region'],
    [['--days', '64'], 'from 1 to 63'],
    [['--logs-usd', '0'], 'Cannot read --logs-usd 0: it must be a number above 0'],
    [['--rows', '0'], 'from 1 to 10000'],
    [['--json', '--csv'], 'give --json or --csv'],
    [['--html', ''], 'must name a file'],
    [['--what'], '--what'],
    [['orders'], 'orders'],
  ])('refuses %j', (args, message) => {
    expect(() => readScanOptions(args)).toThrow(message);
  });

  it('returns the help', () => {
    expect(readScanOptions(['--help'])).toEqual({ kind: 'help' });
  });
});
