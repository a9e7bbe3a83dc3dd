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

  it('takes from a scan what was invoked', () => {
    const path = scanFile('scan.json', {
      functions: [scanned('arn:busy', { costUsdPerMonth: 1 }), scanned('arn:idle')],
    });

    expect(readFleetOptions(['--from-scan', path, '--top', '5'])).toMatchObject({
      request: { functionNames: ['arn:busy'], top: 5 },
    });
  });

  it.each([
    ['nothing to tune', []],
    ['a scan of nothing', ['--from-scan', scanFile('empty.json', { functions: [] })]],
    ['a file that is no scan', ['--from-scan', scanFile('other.json', { functions: [null, 'a'] })]],
    ['no file', ['--from-scan', join(directory, 'none.json')]],
    ['an amount that is none', ['orders', '--usd', 'much']],
    ['a number out of bounds', ['orders', '--concurrency', '41']],
    ['an option that there is not', ['orders', '--fast']],
    [
      'more names than an execution takes',
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
    ['functions for a fleet that has its own', ['orders', '--resume', 'f1e2d3c4b5a6']],
    ['a wrong request', ['orders', '--request', '{"strategy": "cheap"}']],
    ['a budget for a fleet that has one', ['--resume', 'f1e2d3c4b5a6', '--usd', '1']],
  ])('refuses %s as the fleet itself would', (_name, args) => {
    expect(() => readFleetOptions(args)).toThrow(InvalidRequestError);
  });
});
