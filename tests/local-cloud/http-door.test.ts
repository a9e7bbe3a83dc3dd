import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isOwnHost, serveCloud } from '../../local/cloud/http-door.ts';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { textReply } from '../../local/cloud/wire/cloud-message.ts';
import { failureOf } from './cloud-clients.ts';
import { createScriptedHost } from './scripted-host.ts';

const ROLE_KEY = 'ROLEKEY';
const FUNCTIONS = '/2015-03-31/functions';
const SIGNED = `AWS4-HMAC-SHA256 Credential=${ROLE_KEY}/20261127/us-east-1/lambda/aws4_request`;

let running: RunningLocalCloud;

beforeEach(async () => {
  running = await startLocalCloud({
    executionHost: createScriptedHost(() => ({ durationMs: 1 })),
    roles: {
      'arn:aws:iam::123456789012:role/all': {
        accessKeyId: ROLE_KEY,
        policies: [
          { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
        ],
      },
    },
  });
});

afterEach(async () => {
  await running.stop();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request with exactly these headers, which fetch would not. */
async function send({ method = 'GET', path = FUNCTIONS, headers = {}, body }: Sent) {
  const { port } = new URL(running.endpoint);
  const sent = request({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { authorization: SIGNED, ...headers },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  return { status: response.statusCode as number, body: await text(response) };
}

describe('serveCloud()', () => {
  it('answers programs under its own names', async () => {
    const { port } = new URL(running.endpoint);

    expect((await send({})).status).toBe(200);
    expect((await send({ headers: { host: `localhost:${port}` } })).status).toBe(200);
    expect((await send({ headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
  });

  it.each([
    ['another name', { host: 'rebound.example' }, 421],
    ['its own name at another port', { host: '127.0.0.1:1' }, 421],
    ['a page of another origin', { origin: 'https://example.com' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['a page of this machine', { 'sec-fetch-site': 'same-site' }, 403],
  ])('refuses %s, and carries nothing out', async (_case, headers, status) => {
    const body = JSON.stringify({ FunctionName: 'evil' });

    expect((await send({ method: 'POST', headers, body })).status).toBe(status);
    expect(running.cloud.calls.list()).toEqual([]);
  });

  it.each([
    ['a path that is not percent-encoded', { path: '/2015-03-31/functions/%E0%A4%A' }],
    ['a URL that is not a path', { path: 'http://example.com/' }],
    [
      'JSON that is too deep',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"FunctionName":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      },
    ],
  ])('answers %s with 400', async (_case, sent) => {
    expect((await send(sent)).status).toBe(400);
  });

  it('tells clients in their own protocol that it does not have their service', async () => {
    const options = {
      endpoint: running.endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: ROLE_KEY, secretAccessKey: 'secret' },
    };
    const stacks = new CloudFormationClient(options);
    const logs = new CloudWatchLogsClient(options);
    const told = (service: string) => ({
      name: 'UnknownServiceException',
      message: `The local cloud has no service "${service}"`,
      status: 400,
    });

    expect([
      await failureOf(stacks.send(new DescribeStacksCommand({ StackName: 'tuner' }))),
      await failureOf(logs.send(new DescribeLogGroupsCommand({}))),
    ]).toEqual([told('cloudformation'), told('logs')]);
    for (const client of [stacks, logs]) client.destroy();
  });

  it('ignores brackets inside a string', async () => {
    const { status, body } = await send({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ FunctionName: `${'['.repeat(2_000)}"\\` }),
    });

    expect([status, body]).toEqual([400, expect.stringContaining("'functionName' failed")]);
  });

  it.each([
    ['GET', FUNCTIONS, 200],
    ['POST', `${FUNCTIONS}/target/invocations`, 403],
  ])('takes credentials in the query for GET only: %s %s', async (method, operation, status) => {
    const credential = encodeURIComponent(`${ROLE_KEY}/20261127/us-east-1/lambda/aws4_request`);
    const path = `${operation}?X-Amz-Credential=${credential}`;

    expect((await send({ method, path, headers: { authorization: '' } })).status).toBe(status);
  });

  it('gives up a client that does not finish its request', async () => {
    const timeouts = { headersMs: 50, requestMs: 100 };
    const handle = async () => textReply(200, 'never', {});
    const door = await serveCloud({ handle }, { port: 0, timeouts });
    const { port } = new URL(door.endpoint);
    try {
      const started = `POST / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n`;
      for (const sent of [started, `${started}content-length: 10\r\n\r\nhalf`]) {
        const socket = connect(Number(port), '127.0.0.1');
        socket.write(sent);

        expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
      }
    } finally {
      await door.close();
    }
  });
});

describe('isOwnHost()', () => {
  it.each([
    ['127.0.0.1', 80, true],
    ['bucket.localhost', 80, true],
    ['localhost:80', 80, true],
    ['localhost', 4599, false],
    ['localhost:81', 80, false],
    ['example.com', 80, false],
  ])('takes a host without a port for port 80: %s at %d', (host, port, isOwn) => {
    expect(isOwnHost(host, port)).toBe(isOwn);
  });
});
