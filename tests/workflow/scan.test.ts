import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, TagResourceCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../cli/output/paint.ts';
import { runScan } from '../../cli/scan/run-scan.ts';
import { readScanOptions } from '../../cli/scan/scan-options.ts';
import type { ScanResult } from '../../cli/scan/scan-result.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { aReportRow, ScriptedLogs } from '../support/scripted-logs.ts';
import { createFunction } from '../support/workflow-account.ts';

/** More functions than one page of the list has. */
const IDLE_COUNT = 55;
const INVOCATION_COUNT = 4;
const CODE = 'export const handler = async () => ({});';

let account: LocalAccount;
const directory = mkdtempSync(join(tmpdir(), 'autotuner-scan-'));

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
  const names = Array.from({ length: IDLE_COUNT }, (_, index) => `shop-idle-${index}`);
  for (const functionName of [...names, 'shop-busy', 'other']) {
    await createFunction(account, { functionName, code: CODE, settings: { MemorySize: 3008 } });
  }
  for (let count = 0; count < INVOCATION_COUNT; count += 1) {
    await account.lambda.send(new InvokeCommand({ FunctionName: 'shop-busy' }));
  }
});

afterAll(async () => {
  await account.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function scan(...args: readonly string[]) {
  const options = readScanOptions([
    ...['--endpoint', account.cloud.endpoint, '--region', 'us-east-1'],
    ...args,
  ]);
  if (options.kind !== 'scan') throw new Error('It was asked for help');
  const lines: string[] = [];
  const progress: string[] = [];
  await runScan(
    options,
    {
      result: (text) => lines.push(text),
      progress: (text) => progress.push(text),
      page: { width: 100, paint: PLAIN },
    },
    new AbortController().signal,
  );
  return { text: lines.join('\n'), progress };
}

describe('autotune scan', () => {
  it('reads every function of the account, and how it was used, without invoking any', async () => {
    account.cloud.cloud.calls.clear();

    const { text, progress } = await scan('--prefix', 'shop-', '--json');

    const result: ScanResult = JSON.parse(text);
    const [first, ...others] = result.functions;
    const actions = new Set(account.cloud.cloud.calls.list().map(({ action }) => action));
    expect(result.functions).toHaveLength(IDLE_COUNT + 1);
    expect(first).toMatchObject({
      subject: { functionName: 'shop-busy', memoryMb: 3008 },
      traffic: { invocationCount: INVOCATION_COUNT, errorCount: 0 },
      outlook: { probabilityPays: expect.any(Number) },
    });
    expect(others.every(({ traffic }) => traffic.invocationCount === 0)).toBe(true);
    expect(actions).toEqual(new Set(['ListFunctions', 'GetMetricData']));
    // One page of the list, without the functions of the tuner.
    expect(progress.some((line) => /^us-east-1: \d+ functions$/.test(line))).toBe(true);
  });

  it('shows no function of a tuner', async () => {
    const { text } = await scan('--json');

    const result: ScanResult = JSON.parse(text);
    const names = result.functions.map(({ subject }) => subject.functionName);
    expect(account.deployment.functions.length).toBeGreaterThan(10);
    expect(names.filter((name) => !/^(shop-|other$)/.test(name))).toEqual([]);
    expect(names).toHaveLength(IDLE_COUNT + 2);
  });

  it('scans only functions that have a tag, and says beforehand what it costs', async () => {
    const functionArn = `arn:aws:lambda:us-east-1:${account.deployment.accountId}:function:other`;
    await account.lambda.send(
      new TagResourceCommand({ Resource: functionArn, Tags: { team: 'shop' } }),
    );

    const { text, progress } = await scan('--tag', 'team=shop', '--json');
    const none = await scan('--tag', 'team=other', '--json');

    const namesIn = (json: string) =>
      (JSON.parse(json) as ScanResult).functions.map(({ subject }) => subject.functionName);
    expect(namesIn(text)).toEqual(['other']);
    expect(namesIn(none.text)).toEqual([]);
    expect(progress).toContain(
      'us-east-1: metrics of 1 function, by at most 2 calls (CloudWatch: under $0.0001)',
    );
  });

  it('assumes a role for each account', async () => {
    account.cloud.cloud.calls.clear();
    const roles = ['one', 'two'].map((name) => `arn:aws:iam::123456789012:role/${name}`);

    const { text, progress } = await scan(
      '--role-arn',
      roles.join(),
      '--prefix',
      'other',
      '--json',
    );

    const result: ScanResult = JSON.parse(text);
    expect(account.cloud.cloud.calls.list().map(({ action }) => action)).toEqual(
      expect.arrayContaining(['AssumeRole', 'ListFunctions']),
    );
    expect(progress.filter((line) => line.startsWith('as '))).toEqual(
      roles.map((role) => `as ${role}`),
    );
    // The local cloud is one account, so both roles see the same function.
    expect(result.functions).toHaveLength(2);
    expect(result.regions).toEqual(['us-east-1']);
  });

  it('reads the logs on request, and proposes no size below the memory that is used', async () => {
    const logs = new ScriptedLogs(
      {
        '/aws/lambda/shop-busy': {
          storedBytes: 2e9,
          bytesScanned: 1.5e9,
          rows: [aReportRow({ memoryMax: '2900000000' })],
        },
      },
      account.cloud.endpoint,
    );
    const endpoint = await logs.start();
    try {
      const { text, progress } = await scan('--endpoint', endpoint, '--prefix', 'shop-', '--logs');
      const json = await scan('--endpoint', endpoint, '--prefix', 'shop-', '--json', '--logs');
      const refused = await scan(
        '--endpoint',
        endpoint,
        '--prefix',
        'shop-',
        '--logs-usd',
        '0.001',
      );

      const [first] = (JSON.parse(json.text) as ScanResult).functions;
      expect(progress).toContain('logs: 1 query of about 2,000 MB (CloudWatch Logs: $0.0100)');
      expect(text.replaceAll(/\s+/g, ' ')).toContain(
        'Logs of 1 function read; 1,500 MB scanned (CloudWatch Logs: $0.00750).',
      );
      expect(text).toContain('shop-busy: uses up to 2900 of its 3008 MB');
      expect(text).toMatch(/memory used +cold starts/);
      expect(text).toMatch(/shop-busy.* 2900 MB +5 %, 240 ms each/);
      expect(text).not.toContain('Metrics do not show how much memory');
      expect(first).toMatchObject({ logs: { kind: 'read', maxMemoryUsedMb: 2900 } });
      expect(first?.outlook?.cheapestMb).toBeGreaterThanOrEqual(2900);
      expect(refused.text.replaceAll(/\s+/g, ' ')).toContain(
        'No logs read for shop-busy: reading its logs is expected to cost $0.0100',
      );
      expect(logs.callsOf('StartQuery')).toHaveLength(2);
    } finally {
      logs.stop();
      process.env.AWS_ENDPOINT_URL = account.cloud.endpoint;
    }
  });

  it('scans without logs if they cannot be read, and says so', async () => {
    const { text } = await scan('--prefix', 'shop-busy', '--logs');

    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'No logs read for shop-busy: Cannot list the log groups: UnknownServiceException: The local cloud has no service "logs".',
    );
    expect(text).toContain('Metrics do not show how much memory');
  });

  it('saves a report', async () => {
    const path = join(directory, 'scan.html');

    await scan('--html', path);

    expect(readFileSync(path, 'utf8')).toContain('shop-busy');
  });

  it('says what is not allowed', async () => {
    account.cloud.cloud.faults.add({ action: 'GetMetricData', fault: { kind: 'denied' } });

    await expect(scan()).rejects.toThrow(/Cannot read the metrics of .*GetMetricData/);
  });
});
