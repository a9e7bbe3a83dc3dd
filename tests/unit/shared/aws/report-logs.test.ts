import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  logsClient,
  readReportQuery,
  readStoredLogsPage,
  startReportQuery,
} from '../../../../shared/aws/report-logs.ts';
import { DAY_MS } from '../../../../shared/core/duration-units.ts';
import { systemClock } from '../../../../shared/runtime/clock.ts';
import { systemRandom } from '../../../../shared/runtime/random.ts';
import { freePort } from '../../../support/redis-server.ts';

const MOTO = spawnSync('moto_server', ['--help']).status === 0;

const GROUP = '/aws/lambda/orders';
const REPORT =
  'REPORT RequestId: 8f5 Duration: 12.3 ms Billed Duration: 13 ms Memory Size: 128 MB Max Memory Used: 70 MB';

const context = () => ({
  clock: systemClock,
  random: systemRandom,
  deadlineMs: systemClock.nowMs() + 10_000,
});

/**
 * The scripted endpoint of tests/unit/cli/scan answers queries; moto is a second implementation of
 * the API.
 */
(MOTO ? describe : describe.skip)('the logs of an account, where moto_server is installed', () => {
  let server: ChildProcess | undefined;
  let client: CloudWatchLogsClient;

  beforeAll(async () => {
    const port = await freePort();
    server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
    client = logsClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'some', secretAccessKey: 'key' },
    });
    while (!(await isAnswering())) await systemClock.sleepMs(100);
    await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await client.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 14 }));
    const logStreamName = '2026/11/27/[$LATEST]8f5';
    await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
    await client.send(
      new PutLogEventsCommand({
        logGroupName: GROUP,
        logStreamName,
        logEvents: [{ timestamp: systemClock.nowMs(), message: REPORT }],
      }),
    );
  }, 60_000);

  afterAll(() => {
    delete process.env.AWS_ENDPOINT_URL;
    client?.destroy();
    server?.kill();
  });

  async function isAnswering(): Promise<boolean> {
    try {
      await readStoredLogsPage(client, context(), { prefix: '', token: undefined });
      return true;
    } catch {
      return false;
    }
  }

  it('are listed with their size', async () => {
    const page = await readStoredLogsPage(client, context(), {
      prefix: '/aws/lambda/',
      token: undefined,
    });

    expect(page).toEqual({
      logGroups: [
        {
          logGroupName: GROUP,
          storedBytes: expect.any(Number),
          // The group is younger than its retention.
          dayCountMax: expect.closeTo(0, 1),
        },
      ],
    });
    expect(page.logGroups[0]?.storedBytes).toBeGreaterThan(0);
  });

  it('can be queried, and rows without the requested fields are ignored', async () => {
    const endMs = systemClock.nowMs() + 1_000;
    const queryId = await startReportQuery(client, context(), {
      logGroupName: GROUP,
      logFormat: 'Text',
      isShared: false,
      window: { startMs: endMs - DAY_MS, endMs },
    });

    // moto does not support stats: its rows have other fields.
    expect(await readReportQuery(client, context(), { queryId, logFormat: 'Text' })).toMatchObject({
      kind: 'complete',
      byFunction: new Map(),
    });
  });

  it('cannot be queried if the group does not exist', async () => {
    await expect(
      startReportQuery(client, context(), {
        logGroupName: '/none',
        logFormat: 'Text',
        isShared: false,
        window: { startMs: 0, endMs: DAY_MS },
      }),
    ).rejects.toThrow(/^Cannot query the log group "\/none": ResourceNotFoundException/);
  });
});
