import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients } from './cloud-clients.ts';
import { deploy } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';

let running: RunningLocalCloud;
let admin: CloudClients;
let tagging: ResourceGroupsTaggingAPIClient;

beforeAll(async () => {
  running = await startLocalCloud({ pendingMs: 0, executionHost: createScriptedHost() });
  admin = createCloudClients(running.endpoint);
  tagging = new ResourceGroupsTaggingAPIClient({
    endpoint: running.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
  });
  await deploy(admin.lambda, 'orders', '1', { Tags: { autotuner: 'apply', team: 'shop' } });
  await deploy(admin.lambda, 'mail', '1', { Tags: { autotuner: 'recommend' } });
  await deploy(admin.lambda, 'basket', '1', { Tags: { autotuner: 'off' } });
  await deploy(admin.lambda, 'plain', '1', {});
});

afterAll(async () => {
  admin.destroy();
  tagging.destroy();
  await running.stop();
});

const list = (input: GetResourcesCommandInput) => tagging.send(new GetResourcesCommand(input));

const OPTED_IN = [{ Key: 'autotuner', Values: ['recommend', 'apply'] }];

describe('GetResources', () => {
  it('lists the functions with a tag of one of the values, with all of their tags', async () => {
    const { ResourceTagMappingList = [], PaginationToken } = await list({ TagFilters: OPTED_IN });

    expect(PaginationToken).toBe('');
    expect(ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN).toSorted()).toEqual([
      'arn:aws:lambda:us-east-1:123456789012:function:mail',
      'arn:aws:lambda:us-east-1:123456789012:function:orders',
    ]);
    expect(
      ResourceTagMappingList.find(({ ResourceARN }) => ResourceARN?.endsWith(':orders'))?.Tags,
    ).toEqual([
      { Key: 'autotuner', Value: 'apply' },
      { Key: 'team', Value: 'shop' },
    ]);
  });

  it('returns pages', async () => {
    const first = await list({ TagFilters: OPTED_IN, ResourcesPerPage: 1 });
    const second = await list({
      TagFilters: OPTED_IN,
      ResourcesPerPage: 1,
      PaginationToken: first.PaginationToken,
    });

    expect(first.ResourceTagMappingList).toHaveLength(1);
    expect(first.PaginationToken).not.toBe('');
    expect(second.ResourceTagMappingList).toHaveLength(1);
    expect(second.PaginationToken).toBe('');
  });

  it('refuses pages that are too large', async () => {
    await expect(list({ ResourcesPerPage: 101 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('a tag of a function', () => {
  it('cannot hold JSON', async () => {
    await expect(
      deploy(admin.lambda, 'json', '1', { Tags: { 'autotuner:request': '{"strategy":"cost"}' } }),
    ).rejects.toThrow('must consist of letters, digits, spaces');
  });
});
