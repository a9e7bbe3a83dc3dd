import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../../cli/commands/command-list.ts';
import { startCommand } from '../../support/child-command.ts';

/** Invalid command lines of each command: something is missing, or there is too much. */
const WRONG_LINES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  local: [['one.mjs', 'other.mjs']],
  scan: [['my-fn'], ['--region']],
  run: [[], ['one', 'other'], ['my-fn', '--stage']],
  gate: [[], ['one', 'other'], ['my-fn', '--budget-ms', '0']],
  init: [[]],
  report: [[], ['one', 'other']],
  fleet: [[]],
  patch: [[]],
  cloud: [['my-fn']],
  deploy: [['my-fn'], ['--stage']],
  status: [['my-fn']],
  destroy: [['my-fn']],
  doctor: [['my-fn']],
  completion: [[], ['fish', 'zsh']],
};

/** The requests to an endpoint that denies everything, in place of AWS. */
const requests: string[] = [];
const server = createServer(({ method, url }, response) => {
  requests.push(`${method} ${url}`);
  response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' }).end('{}');
});

let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  variables = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
});

afterAll(() => {
  server.close();
});

describe('an invalid command line', () => {
  it('is tried for every command', () => {
    expect(Object.keys(WRONG_LINES)).toEqual(COMMANDS.map(({ name }) => name));
  });

  it.each(
    COMMANDS.flatMap((command) =>
      (WRONG_LINES[command.name] ?? []).map((args) => ({ ...command, args })),
    ),
  )('is rejected before anything is started: $name $args', async ({ name, args, firstLine }) => {
    const { finished } = startCommand('cli/autotune.ts', [name, ...args], variables);
    const { exitCode, stdout, stderr } = await finished;

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^\S.*\n\n(autotune|Usage: autotune) \w/);
    if (firstLine !== undefined) expect(stderr).not.toContain(firstLine);
    expect(requests).toEqual([]);
  });

  it('is the only one without a first line: a valid command line has one', async () => {
    const { finished } = startCommand('cli/autotune.ts', ['gate', 'my-fn'], variables);
    const { exitCode, stderr } = await finished;

    expect(stderr).toMatch(/^Looking for the tuner in the account\n/);
    expect(exitCode).toBe(3);
    expect(requests).not.toEqual([]);
  });
});
