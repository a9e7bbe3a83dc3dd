import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import { createScriptedHost } from './scripted-host.ts';

const Bucket = 'store';
const WRONG_ETAG = '"00000000000000000000000000000000"';

let running: RunningLocalCloud;
let clients: CloudClients;
let Key: string;
let keyCount = 0;

beforeAll(async () => {
  running = await startLocalCloud({ executionHost: createScriptedHost() });
  clients = createCloudClients(running.endpoint);
  await clients.s3.send(new CreateBucketCommand({ Bucket }));
});

beforeEach(() => {
  keyCount += 1;
  Key = `conditional/${keyCount}`;
});

afterAll(async () => {
  clients.destroy();
  await running.stop();
});

function put(Body: string, condition: { IfMatch?: string; IfNoneMatch?: string } = {}) {
  return clients.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
}

async function read(): Promise<string | undefined> {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
}

describe('PutObject with If-None-Match', () => {
  it('creates a missing object, and refuses an existing one', async () => {
    await put('first', { IfNoneMatch: '*' });

    const failure = await failureOf(put('second', { IfNoneMatch: '*' }));

    expect(failure).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    expect(await read()).toBe('first');
  });

  it('creates a deleted object again', async () => {
    await put('first');
    await clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));

    await put('second', { IfNoneMatch: '*' });

    expect(await read()).toBe('second');
  });

  it('lets exactly one of racing writers win', async () => {
    const writers = Array.from({ length: 10 }, (_, index) =>
      put(`writer ${index}`, { IfNoneMatch: '*' }),
    );

    const outcomes = await Promise.allSettled(writers);

    const winners = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? index : []));
    expect(winners).toHaveLength(1);
    expect(await read()).toBe(`writer ${winners[0]}`);
  });

  it('does not implement a tag', async () => {
    const failure = await failureOf(put('x', { IfNoneMatch: WRONG_ETAG }));

    expect(failure).toMatchObject({ name: 'NotImplemented', status: 501 });
  });
});

describe('PutObject with If-Match', () => {
  it('replaces the version that was read, once', async () => {
    const { ETag = '' } = await put('one');

    await put('two', { IfMatch: ETag });
    const failure = await failureOf(put('three', { IfMatch: ETag }));

    expect(failure).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    expect(await read()).toBe('two');
  });

  it('answers 404 if there is nothing to replace', async () => {
    const failure = await failureOf(put('x', { IfMatch: WRONG_ETAG }));

    expect(failure).toMatchObject({ name: 'NoSuchKey', status: 404 });
  });

  it.each([
    ['any tag', { IfMatch: '*' }],
    ['both conditions', { IfMatch: WRONG_ETAG, IfNoneMatch: '*' }],
  ])('does not implement %s', async (_what, condition) => {
    await put('one');

    expect(await failureOf(put('two', condition))).toMatchObject({
      name: 'NotImplemented',
      status: 501,
    });
  });
});

describe('DeleteObject', () => {
  it('deletes only with the right tag', async () => {
    const { ETag = '' } = await put('one');
    const drop = (IfMatch: string) =>
      clients.s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));

    const failure = await failureOf(drop(WRONG_ETAG));
    await drop(ETag);

    expect(failure).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    expect(running.cloud.listBucketKeys(Bucket)).not.toContain(Key);
  });
});

describe('GetObject', () => {
  it('returns body, metadata and content type as they were given', async () => {
    await clients.s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: '{"größe":1}',
        ContentType: 'application/json',
        Metadata: { owner: 'run-1' },
      }),
    );

    const head = await clients.s3.send(new HeadObjectCommand({ Bucket, Key }));
    const part = await clients.s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=0-1' }));

    expect(await read()).toBe('{"größe":1}');
    expect(head).toMatchObject({
      ContentType: 'application/json',
      ContentLength: 13,
      Metadata: { owner: 'run-1' },
    });
    expect(head.ContentEncoding).toBeUndefined();
    expect(await part.Body?.transformToString()).toBe('{"');
  });

  it('distinguishes a missing key from a missing bucket', async () => {
    const get = (bucket: string) =>
      failureOf(clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'none' })));

    expect(await get(Bucket)).toMatchObject({ name: 'NoSuchKey', status: 404 });
    expect(await get('elsewhere')).toMatchObject({ name: 'NoSuchBucket', status: 404 });
    expect(
      await failureOf(clients.s3.send(new HeadBucketCommand({ Bucket: 'elsewhere' }))),
    ).toMatchObject({ name: 'NotFound', status: 404 });
  });

  it('accepts a bucket in the host name', async () => {
    await put('hosted');

    const { status, body } = await requestWithHost(`${Bucket}.localhost`, `/${Key}`);

    expect([status, body]).toEqual([200, 'hosted']);
  });
});

describe('an upload in chunks', () => {
  // "hello" and " world" with the CRC-32 of both, as SDKs and the command line client send them.
  const upload = (checksum: string) =>
    running.cloud.handle({
      method: 'PUT',
      path: `/${Bucket}/${Key}`,
      query: '',
      headers: { 'content-encoding': 'aws-chunked', 'x-amz-trailer': 'x-amz-checksum-crc32' },
      body: Buffer.from(
        `5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`,
      ),
    });

  it('is stored without the framing', async () => {
    expect(await upload('DUoRhQ==')).toMatchObject({ status: 200 });

    const { Body, ContentEncoding } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe('hello world');
    expect(ContentEncoding).toBeUndefined();
  });

  it('is refused if the checksum differs', async () => {
    expect(await upload('AAAAAA==')).toMatchObject({ status: 400 });
    expect(running.cloud.listBucketKeys(Bucket)).not.toContain(Key);
  });
});

describe('ListObjectsV2', () => {
  it('pages through a prefix in order and groups by delimiter', async () => {
    for (const key of ['list/b/1', 'list/a', 'list/c', 'list/b/2', 'other']) {
      await clients.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: key }));
    }
    const list = (input: object) =>
      clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ...input }));

    const first = await list({ MaxKeys: 3 });
    const second = await list({ MaxKeys: 3, ContinuationToken: first.NextContinuationToken });
    const grouped = await list({ Delimiter: '/' });

    expect(first.IsTruncated).toBe(true);
    expect(first.Contents?.map((object) => object.Key)).toEqual(['list/a', 'list/b/1', 'list/b/2']);
    expect(second.Contents?.map((object) => object.Key)).toEqual(['list/c']);
    expect(second.IsTruncated).toBe(false);
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'list/b/' }]);
    expect(grouped.Contents?.map((object) => object.Key)).toEqual(['list/a', 'list/c']);
  });
});

async function requestWithHost(host: string, path: string) {
  const response = await running.cloud.handle({
    method: 'GET',
    path,
    query: '',
    headers: { host },
    body: new Uint8Array(),
  });
  if (response.kind !== 'reply') throw new Error('Cannot read a reply: the connection was reset');
  return { status: response.status, body: Buffer.from(response.body).toString() };
}
