import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readAgainst } from '../../../../cli/gate/against.ts';
import { UsageError } from '../../../../cli/usage-error.ts';
import { aComparisonResult } from '../../../support/comparison-results.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-against-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function fileOf(value: unknown): string {
  const path = join(directory, 'result.json');
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

describe('readAgainst()', () => {
  it.each([
    'previous',
    '12',
    'live',
    '$LATEST',
    'orders:12',
    'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
    's3://store/runs/orders/0123456789ab.json',
  ])('passes %s on to the request', (text) => {
    expect(readAgainst(text)).toBe(text);
  });

  it('replaces a result by the address of its report', () => {
    expect(readAgainst(fileOf(aComparisonResult()))).toBe(
      's3://store/runs/orders/0123456789ab.json',
    );
  });

  it.each([
    [{}, 'it must be the result of a run'],
    [{ report: { json: '/tmp/report.json' } }, 'it must be the result of a run'],
    ['no JSON', 'it must hold JSON'],
  ])('refuses a file with %j', (value, message) => {
    const path = fileOf(value);

    expect(() => readAgainst(path)).toThrow(UsageError);
    expect(() => readAgainst(path)).toThrow(message);
  });

  it('reports a missing file', () => {
    expect(() => readAgainst('missing.json')).toThrow('there is no such file');
  });
});
