import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPython } from '../../local/cloud/lambda/process-host/python-executable.ts';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients } from './cloud-clients.ts';
import { deploy, type Invoked, invoke, reported, zipOf } from './deployed-function.ts';

const describeWithPython = findPython() === undefined ? describe.skip : describe;

if (findPython() === undefined) {
  console.warn('Skipped: there is no python3 on the PATH to run Python functions with');
}

describeWithPython('Invoke of a Python function', () => {
  let running: RunningLocalCloud;
  let clients: CloudClients;
  let functionCount = 0;

  beforeAll(async () => {
    running = await startLocalCloud({ pendingMs: 0 });
    clients = createCloudClients(running.endpoint);
  });

  afterAll(async () => {
    clients.destroy();
    await running.stop();
  });

  async function deployPython(name: string, source: string, handler = 'app.handler') {
    await deploy(clients.lambda, name, '', {
      Runtime: 'python3.13',
      Handler: handler,
      Code: { ZipFile: zipOf({ [`${handler.slice(0, handler.lastIndexOf('.'))}.py`]: source }) },
    });
  }

  async function invokePython(source: string, handler?: string): Promise<Invoked> {
    functionCount += 1;
    const name = `python-${functionCount}`;
    await deployPython(name, source, handler);
    return await invoke(clients.lambda, name, { name: 'Zoë' });
  }

  it('initialises the first environment and reuses it', async () => {
    await deployPython(
      'counter',
      'count = 0\ndef handler(event, context):\n  global count\n  count += 1\n  return {"count": count, "event": event}\n',
    );

    const cold = await invoke(clients.lambda, 'counter', { name: 'Zoë' });
    const warm = await invoke(clients.lambda, 'counter', {});

    expect(cold.payload).toEqual({ count: 1, event: { name: 'Zoë' } });
    expect(warm.payload).toEqual({ count: 2, event: {} });
    expect(reported(cold.log, 'Init Duration')).toBeGreaterThan(0);
    expect(reported(warm.log, 'Init Duration')).toBeUndefined();
  });

  it('loads a module of a folder, and passes the context', async () => {
    const { payload } = await invokePython(
      'def run(event, context):\n  return [context.function_name[:7], context.memory_limit_in_mb, 0 < context.get_remaining_time_in_millis() <= 10000, context.invoked_function_arn[:14], context.client_context]\n',
      'src/app.run',
    );

    expect(payload).toEqual(['python-', '512', true, 'arn:aws:lambda', null]);
  });

  it('logs as Lambda does', async () => {
    const { log } = await invokePython(
      'import logging\ndef handler(event, context):\n  print("plain line")\n  logging.getLogger().warning("careful %s", event["name"])\n',
    );

    expect(log).toContain('\nplain line\n');
    expect(log).toMatch(
      /\n\[WARNING\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t[0-9a-f-]{36}\tcareful Zoë\n/,
    );
  });

  it('reports an error of the handler with its stack, and goes on', async () => {
    await deployPython(
      'thrower',
      'def handler(event, context):\n  if event:\n    raise ValueError("no good")\n  return "fine"\n',
    );

    const failed = await invoke(clients.lambda, 'thrower', { a: 1 });
    const next = await invoke(clients.lambda, 'thrower', {});

    expect(failed.functionError).toBe('Unhandled');
    expect(failed.payload).toEqual({
      errorMessage: 'no good',
      errorType: 'ValueError',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      stackTrace: [
        expect.stringMatching(/^ {2}File ".*app\.py", line 3, in handler\n {4}raise ValueError/),
      ],
    });
    expect(failed.log).toContain('[ERROR] ValueError: no good\nTraceback (most recent call last):');
    expect(next.payload).toBe('fine');
    expect(reported(next.log, 'Init Duration')).toBeUndefined();
  });

  it.each([
    [
      'a module that cannot be imported',
      'import absent_module\n',
      'app.handler',
      'Runtime.ImportModuleError',
      "Unable to import module 'app': No module named 'absent_module'",
    ],
    [
      'a syntax error',
      'def handler(:\n',
      'app.handler',
      'Runtime.UserCodeSyntaxError',
      "Syntax error in module 'app': invalid syntax (app.py, line 1)",
    ],
    [
      'a missing handler',
      'def main(event, context): pass\n',
      'app.handler',
      'Runtime.HandlerNotFound',
      "Handler 'handler' missing on module 'app'",
    ],
    [
      'a result that JSON cannot hold',
      'def handler(event, context): return {1, 2}\n',
      'app.handler',
      'Runtime.MarshalError',
      'Unable to marshal response: Object of type set is not JSON serializable',
    ],
    ['an error at load', 'raise OSError("no disk")\n', 'app.handler', 'OSError', 'no disk'],
  ])('reports %s', async (_name, source, handler, errorType, errorMessage) => {
    const { functionError, payload } = await invokePython(source, handler);

    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType, errorMessage });
  });

  it('reports a handler that ends its process', async () => {
    const { payload } = await invokePython(
      'import sys\ndef handler(event, context):\n  sys.exit(3)\n',
    );

    expect(payload.errorType).toBe('Runtime.ExitError');
    expect(payload.errorMessage).toContain('exit status 3');
  });
});
