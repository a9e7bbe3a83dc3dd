import {
  CreateAliasCommand,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type RunningLocalCloud,
  startLocalCloud,
} from '../../../../local/cloud/start-local-cloud.ts';
import { readProvisionedCount } from '../../../../shared/aws/provisioned-list.ts';
import { systemClock } from '../../../../shared/runtime/clock.ts';
import { type CloudClients, createCloudClients } from '../../../local-cloud/cloud-clients.ts';
import { deploy } from '../../../local-cloud/deployed-function.ts';

/** More aliases than one page of Lambda holds. */
const ALIAS_COUNT = 60;

let running: RunningLocalCloud;
let clients: CloudClients;

beforeAll(async () => {
  running = await startLocalCloud({ pendingMs: 0 });
  clients = createCloudClients(running.endpoint);
  const { lambda } = clients;
  for (const name of ['plain', 'target']) {
    await deploy(lambda, name, 'export const handler = async () => 1;');
  }
  const target = { FunctionName: 'target' };
  await lambda.send(new PublishVersionCommand(target));
  for (let index = 1; index <= ALIAS_COUNT; index += 1) {
    const name = `live${index}`;
    await lambda.send(new CreateAliasCommand({ ...target, Name: name, FunctionVersion: '1' }));
    await lambda.send(
      new PutProvisionedConcurrencyConfigCommand({
        ...target,
        Qualifier: name,
        ProvisionedConcurrentExecutions: 2,
      }),
    );
  }
});

afterAll(async () => {
  clients.destroy();
  await running.stop();
});

function read(functionName: string, qualifier?: string) {
  return readProvisionedCount(
    clients.lambda,
    { clock: systemClock, random: () => 0.5, deadlineMs: systemClock.nowMs() + 60_000 },
    {
      functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
      qualifier,
    },
  );
}

describe('readProvisionedCount()', () => {
  it.each([
    ['target', undefined, 2 * ALIAS_COUNT],
    ['target', 'live6', 2],
    ['target', '1', 0],
    ['plain', undefined, 0],
  ])('counts for %s at %s: %d', async (functionName, qualifier, count) => {
    expect(await read(functionName, qualifier)).toBe(count);
  });

  it('fails if there is no such function', async () => {
    await expect(read('missing')).rejects.toThrow(/Cannot list the provisioned concurrency of/);
  });
});
