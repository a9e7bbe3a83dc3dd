import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readFleetOptions } from '../../../../cli/fleet/fleet-options.ts';
import { UsageError } from '../../../../cli/usage-error.ts';
import { InvalidRequestError } from '../../../../shared/errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-fleet-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function scanFile(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const scanned = (functionArn: string, outlook?: object) => ({ subject: { functionArn }, outlook });

describe('readFleetOptions()', () => {
  it('reads functions, the budget, and the request of every run', () => {
    expect(
      readFleetOptions([
        ...['orders', 'mails', '--usd', '2.5', '--invocations', '100', '--concurrency', '4'],
        ...['--request', '{"apply": true}', '--stage', 'prod'],
      ]),
    ).toMatchObject({
      request: {
        functionNames: ['orders', 'mails'],
        usdMax: 2.5,
        invocationsMax: 100,
        concurrencyMax: 4,
        request: { apply: true },
      },
      stateMachine: 'lambda-autotuner-prod-fleet',
      isWaiting: true,
    });
  });

  it('takes the invoked functions from a scan', () => {
    const path = scanFile('scan.json', {
      functions: [scanned('arn:busy', { costUsdPerMonth: 1 }), scanned('arn:idle')],
    });

    expect(readFleetOptions(['--from-scan', path, '--top', '5'])).toMatchObject({
      request: { functionNames: ['arn:busy'], top: 5 },
    });
  });

  it.each([
    ['nothing to tune', []],
    ['a scan without functions', ['--from-scan', scanFile('empty.json', { functions: [] })]],
    [
      'a file that is not a scan',
      ['--from-scan', scanFile('other.json', { functions: [null, 'a'] })],
    ],
    ['a missing file', ['--from-scan', join(directory, 'none.json')]],
    ['an amount that is not a number', ['orders', '--usd', 'much']],
    ['a number out of bounds', ['orders', '--concurrency', '41']],
    ['an unknown option', ['orders', '--fast']],
    [
      'more names than the input of an execution can hold',
      [
        '--from-scan',
        scanFile('many.json', {
          functions: Array.from({ length: 9_000 }, (_, index) =>
            scanned(`arn:aws:lambda:us-east-1:123456789012:function:fn-${index}`, {}),
          ),
        }),
      ],
    ],
  ])('refuses %s', (_name, args) => {
    expect(() => readFleetOptions(args)).toThrow(UsageError);
  });

  it.each([
    ['functions for a resumed fleet', ['orders', '--resume', 'f1e2d3c4b5a6']],
    ['a wrong request', ['orders', '--request', '{"strategy": "cheap"}']],
    ['a budget for a resumed fleet', ['--resume', 'f1e2d3c4b5a6', '--usd', '1']],
  ])('refuses %s as the fleet itself would', (_name, args) => {
    expect(() => readFleetOptions(args)).toThrow(InvalidRequestError);
  });
});
