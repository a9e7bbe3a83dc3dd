import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import { deploy, invoke, reported, zipOf } from './deployed-function.ts';
import { isRunning } from './running-process.ts';

let running: RunningLocalCloud;
let clients: CloudClients;

beforeAll(async () => {
  running = await startLocalCloud({ pendingMs: 0 });
  clients = createCloudClients(running.endpoint);
});

afterAll(async () => {
  clients.destroy();
  await running.stop();
});

describe('Invoke of a Node.js function', () => {
  it('initialises the first environment and reuses it', async () => {
    await deploy(
      clients.lambda,
      'counter',
      'let count = 0; export const handler = async (event) => ({ count: ++count, event, pid: process.pid });',
    );

    const cold = await invoke(clients.lambda, 'counter', { a: 1 });
    const warm = await invoke(clients.lambda, 'counter', { a: 2 });

    expect(cold.payload).toMatchObject({ count: 1, event: { a: 1 } });
    expect(warm.payload).toMatchObject({ count: 2, event: { a: 2 }, pid: cold.payload.pid });
    expect(cold.executedVersion).toBe('$LATEST');
    expect(reported(cold.log, 'Init Duration')).toBeGreaterThan(0);
    expect(reported(warm.log, 'Init Duration')).toBeUndefined();
  });

  it('writes START, the output, END and REPORT, and bills init and duration together', async () => {
    await deploy(
      clients.lambda,
      'printer',
      'export const handler = async () => { process.stdout.write("plain line\\n"); console.log("logged"); return null; };',
    );

    const { log } = await invoke(clients.lambda, 'printer');

    const lines = log.split('\n');
    expect(lines[0]).toMatch(
      /^INIT_START Runtime Version: nodejs:24\.v1\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/,
    );
    expect(lines[1]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
    expect(lines[2]).toBe('plain line');
    expect(lines[3]).toMatch(/^\d{4}-.*Z\t[0-9a-f-]{36}\tINFO\tlogged$/);
    expect(lines[4]).toMatch(/^END RequestId: /);
    expect(lines[5]).toMatch(
      /^REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 512 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t$/,
    );
    const duration = reported(log, 'Duration') ?? 0;
    const init = reported(log, 'Init Duration') ?? 0;
    expect(reported(log, 'Billed Duration')).toBe(Math.ceil(Number((duration + init).toFixed(2))));
  });

  it('loads CommonJS handlers and nested exports', async () => {
    await deploy(clients.lambda, 'common', '', {
      Handler: 'src/app.api.run',
      Code: {
        ZipFile: zipOf({
          'src/app.cjs':
            'const key = "api"; module.exports = { [key]: { run: async () => "cjs" } };',
        }),
      },
    });

    expect((await invoke(clients.lambda, 'common')).payload).toBe('cjs');
  });

  it('returns what the handler throws, and keeps the environment', async () => {
    await deploy(
      clients.lambda,
      'thrower',
      'export const handler = async ({ ok }) => { if (ok) return process.pid; const e = new Error("no such tier"); e.name = "TierError"; throw e; };',
    );

    const before = await invoke(clients.lambda, 'thrower', { ok: true });
    const failed = await invoke(clients.lambda, 'thrower');
    const after = await invoke(clients.lambda, 'thrower', { ok: true });

    expect(failed.functionError).toBe('Unhandled');
    expect(failed.payload).toMatchObject({ errorType: 'TierError', errorMessage: 'no such tier' });
    expect(failed.payload.trace.length).toBeGreaterThan(1);
    expect(after.payload).toBe(before.payload);
  });

  it.each(['nodejs20.x', 'nodejs22.x'] as const)(
    'takes callback handlers for %s',
    async (runtime) => {
      await deploy(
        clients.lambda,
        `callback-${runtime.slice(0, 8)}`,
        `let pending; export const handler = (event, context, callback) => {
         if (event.throw) throw new TypeError('at once');
         if (event.listeners) callback(null, process.listenerCount('beforeExit'));
         if (event.fail) callback(new RangeError('no'));
         if (event.text) callback('only a text');
         if (event.late) { setTimeout(() => { pending = 'done'; }, 30); callback(null, { pending: 'not yet' }); }
         if (event.now) { context.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1000); callback(null, 'at once'); }
         if (event.old) context.succeed('as of old');
         if (event.promise) return Promise.resolve('a promise');
         if (event.pending) callback(null, pending);
       };`,
        { Runtime: runtime },
      );
      const call = async (event: object) =>
        await invoke(clients.lambda, `callback-${runtime.slice(0, 8)}`, event);

      expect((await call({ fail: true })).payload).toMatchObject({
        errorType: 'RangeError',
        errorMessage: 'no',
      });
      const { payload: before } = await call({ listeners: true });
      expect((await call({ throw: true })).payload).toMatchObject({ errorType: 'TypeError' });
      expect((await call({ listeners: true })).payload).toBe(before);
      expect((await call({ text: true })).payload).toMatchObject({ errorMessage: 'only a text' });
      expect((await call({ old: true })).payload).toBe('as of old');
      expect((await call({ promise: true })).payload).toBe('a promise');
      expect((await call({})).payload).toBeNull();
      // The answer waits for pending work, unless the function says otherwise.
      expect((await call({ late: true })).payload).toEqual({ pending: 'not yet' });
      expect((await call({ pending: true })).payload).toBe('done');
      expect((await call({ now: true })).payload).toBe('at once');
    },
  );

  it('answers an invocation of a streaming handler as a whole', async () => {
    await deploy(
      clients.lambda,
      'streaming',
      `export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
         if (event.fail) throw new TypeError('no stream');
         const out = event.http ? awslambda.HttpResponseStream.from(stream, { statusCode: 201 }) : stream;
         out.write('{"rest":'); await new Promise((r) => setTimeout(r, 5));
         out.end(String(context.getRemainingTimeInMillis() > 0) + '}');
       });`,
    );

    expect((await invoke(clients.lambda, 'streaming')).payload).toEqual({ rest: true });
    expect((await invoke(clients.lambda, 'streaming', { fail: true })).payload).toMatchObject({
      errorType: 'TypeError',
    });
    const { Payload: payload } = await clients.lambda.send(
      new InvokeCommand({ FunctionName: 'streaming', Payload: '{"http":true}' }),
    );
    expect(payload?.transformToString()).toBe(`{"statusCode":201}${'\0'.repeat(8)}{"rest":true}`);
  });

  it('refuses callback handlers for Node.js 24', async () => {
    await deploy(
      clients.lambda,
      'callback',
      'export const handler = (event, context, callback) => callback(null, 1);',
    );

    const { payload, functionError, log } = await invoke(clients.lambda, 'callback');

    expect(functionError).toBe('Unhandled');
    expect(payload.errorType).toBe('Runtime.CallbackHandlerDeprecated');
    expect(log).toMatch(/INIT_REPORT Init Duration: .*Phase: init\tStatus: error/);
  });

  it('ends the environment at the timeout', async () => {
    await deploy(
      clients.lambda,
      'sleeper',
      'export const handler = async ({ sleep }) => { if (sleep) await new Promise((r) => setTimeout(r, 60000)); return process.pid; };',
      { Timeout: 1 },
    );

    const before = await invoke(clients.lambda, 'sleeper');
    const late = await invoke(clients.lambda, 'sleeper', { sleep: true });
    const after = await invoke(clients.lambda, 'sleeper');

    expect(late.functionError).toBe('Unhandled');
    expect(late.payload.errorType).toBe('Sandbox.Timedout');
    expect(late.payload.errorMessage).toMatch(/Error: Task timed out after 1\.00 seconds$/);
    expect(late.log).toMatch(
      /\tDuration: 1000\.00 ms\tBilled Duration: 1000 ms\t.*Status: timeout\t/,
    );
    expect(isRunning(before.payload)).toBe(false);
    expect(after.payload).not.toBe(before.payload);
  });

  it('kills an environment that outgrows its memory', async () => {
    await deploy(
      clients.lambda,
      'glutton',
      'const kept = []; export const handler = async () => { for (;;) { kept.push(Buffer.alloc(8 << 20, 1)); await new Promise(setImmediate); } };',
      { MemorySize: 128 },
    );

    const { payload, log, functionError } = await invoke(clients.lambda, 'glutton');

    expect(functionError).toBe('Unhandled');
    expect(payload.errorType).toBe('Runtime.ExitError');
    expect(payload.errorMessage).toMatch(/Runtime exited with error: signal: killed$/);
    expect(log).toMatch(
      /Max Memory Used: 128 MB\t.*Status: error\tError Type: Runtime\.OutOfMemory\t/,
    );
  });

  it.each([
    ['process.exit(0)', 'Runtime exited without providing a reason'],
    ['process.exit(3)', 'Runtime exited with error: exit status 3'],
  ])('reports %s', async (statement, message) => {
    const name = `exit-${statement.replace(/\D/g, '')}`;
    await deploy(clients.lambda, name, `export const handler = async () => { ${statement}; };`);

    const { payload, log } = await invoke(clients.lambda, name);

    expect(payload.errorType).toBe('Runtime.ExitError');
    expect(payload.errorMessage).toContain(message);
    expect(log).toContain('Status: error\tError Type: Runtime.ExitError');
  });

  it('writes JSON records if the function logs JSON', async () => {
    await deploy(
      clients.lambda,
      'json',
      'export const handler = async () => { console.warn("hot"); return 1; };',
      { LoggingConfig: { LogFormat: 'JSON' } },
    );

    const { log } = await invoke(clients.lambda, 'json');

    const records = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ type, level }) => type ?? level)).toEqual([
      'platform.initStart',
      'platform.start',
      'WARN',
      'platform.report',
    ]);
    expect(records[0].record).toMatchObject({
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion: 'nodejs:24.v1',
    });
    expect(records[3].record).toMatchObject({
      status: 'success',
      metrics: {
        memorySizeMB: 512,
        durationMs: expect.any(Number),
        initDurationMs: expect.any(Number),
      },
    });
  });

  it('leaves out records of success if the system log level is WARN', async () => {
    await deploy(clients.lambda, 'quiet', 'export const handler = async () => 1;', {
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
    });

    expect((await invoke(clients.lambda, 'quiet')).log).toBe('');
  });

  it('returns the last 4 KB of the log', async () => {
    await deploy(
      clients.lambda,
      'chatty',
      'export const handler = async () => { for (let i = 0; i < 20000; i += 1) process.stdout.write("line number " + i + "\\n"); };',
    );

    const { log } = await invoke(clients.lambda, 'chatty');

    expect(Buffer.byteLength(log)).toBe(4096);
    expect(log).toContain('line number 19999');
    expect(log).not.toContain('line number 1\n');
    expect(log).toMatch(/REPORT RequestId: .*\t\n$/);
  });

  it("shows the function Lambda's environment and nothing of the machine but PATH", async () => {
    process.env.LOCAL_CLOUD_TEST_SECRET = 'leak';
    await deploy(clients.lambda, 'env', 'export const handler = async () => process.env;', {
      MemorySize: 256,
      Environment: { Variables: { STAGE: 'test' } },
    });

    const { payload } = await invoke(clients.lambda, 'env');

    expect(payload).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: running.endpoint,
      _HANDLER: 'index.handler',
      STAGE: 'test',
      TZ: ':UTC',
    });
    expect(payload).not.toHaveProperty('LOCAL_CLOUD_TEST_SECRET');
    expect(payload).not.toHaveProperty('HOME');
  });
});

describe('Invoke of other runtimes', () => {
  it('runs the bootstrap of a custom runtime', async () => {
    const bootstrap = `#!/usr/bin/env node
const http = require('node:http');
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
function next() {
  http.get(api + 'next', (res) => {
    const id = res.headers['lambda-runtime-aws-request-id'];
    let body = '';
    res.on('data', (c) => { body += c; });
    res.on('end', () => {
      const post = http.request(api + id + '/response', { method: 'POST' }, (r) => { r.resume(); r.on('end', next); });
      post.end(JSON.stringify({ custom: JSON.parse(body), handler: process.env._HANDLER }));
    });
  }).on('error', () => process.exit(0));
}
next();`;
    await deploy(clients.lambda, 'custom', '', {
      Runtime: 'provided.al2023',
      Handler: 'anything',
      Code: { ZipFile: zipOf({ bootstrap }) },
    });

    expect((await invoke(clients.lambda, 'custom', { a: 1 })).payload).toEqual({
      custom: { a: 1 },
      handler: 'anything',
    });
  });

  it('says which runtimes this machine can run', async () => {
    await deploy(clients.lambda, 'gem', '', {
      Runtime: 'ruby3.4',
      Code: { ZipFile: zipOf({ 'index.rb': 'x' }) },
    });

    const failure = await failureOf(invoke(clients.lambda, 'gem'));

    expect(failure).toMatchObject({ name: 'InvalidRuntimeException', status: 502 });
    expect(failure.message).toContain('nodejs24.x, python3.*');
  });
});
