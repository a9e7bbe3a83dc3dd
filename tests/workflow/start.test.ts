import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPython } from '../../local/cloud/lambda/process-host/python-executable.ts';
import { startCommand } from '../support/child-command.ts';
import { type HandlerFolder, makeHandlerFolder } from '../support/handler-folder.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

const QUICK = ['--power-values', '256', '--samples', '2'];

const HANDLERS = {
  'fine.ts': 'export const handler = async (event: { n: number }): Promise<number> => event.n + 1;',
  'fine.py': 'def handler(event, context):\n  return event["n"] + 1\n',
  'load.mjs':
    'console.log("reading the configuration");\nthrow new Error("no configuration");\nexport const handler = () => 1;',
  'table.mjs': 'export const handler = () => process.env.TABLE_NAME.length;',
  'service.mjs': 'export const handler = () => process.env.SERVICE_URL.length;',
  'exit.mjs': 'export const handler = () => process.exit(3);',
  'never.mjs': 'export const handler = () => new Promise(() => setInterval(() => 0, 1000));',
  'named.cjs': 'exports.main = () => 1;',
  'clone.mjs':
    'export const handler = () => { if (process.env.AWS_LAMBDA_FUNCTION_NAME !== "clone") throw new Error("no"); };',
};

let folder: HandlerFolder;

beforeAll(() => {
  folder = makeHandlerFolder(HANDLERS);
});

afterAll(() => folder.remove());

async function start(file: string, ...args: readonly string[]) {
  return await startCommand('cli/start.ts', [
    folder.at(file),
    ...['--output', folder.at('reports')],
    ...args,
  ]).finished;
}

describe('npm start with a handler', () => {
  it.each(findPython() === undefined ? ['fine.ts'] : ['fine.ts', 'fine.py'])(
    'tunes %s',
    async (file) => {
      const { exitCode, stdout, stderr } = await start(file, '--payload', '{"n": 1}', ...QUICK);

      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^Starting the tuner on this machine\n/);
      expect(stdout).toMatch(/\n256 MB: 2 of 2 samples, mean [\d.]+ ms, cold start [\d.]+ ms\n/);
      expect(existsSync(folder.at('reports/fine.html'))).toBe(true);
    },
  );

  it.each([
    [
      'load.mjs',
      ['it fails while it is loading: Error: no configuration', 'reading the configuration'],
    ],
    ['table.mjs', ['the handler fails: TypeError', 'Try --env TABLE_NAME=…', 'table.mjs:1:']],
    ['service.mjs', ['the handler fails: TypeError', 'Try --env SERVICE_URL=…']],
    ['exit.mjs', ['it ended its process instead of answering (exit status 3)']],
    ['never.mjs', ['it did not end within its timeout of 1 s']],
    ['named.cjs', ['it must export a function "handler": found: main; try --handler main']],
  ])('explains the problem of %s without tuning it', async (file, texts) => {
    const { exitCode, stdout, stderr } = await start(file, '--timeout', '1');

    expect(exitCode).toBe(2);
    for (const text of texts) {
      expect(stderr).toContain(text);
    }
    expect(stdout).not.toContain('Checking the function');
    const log = folder.at(join('reports', file.replace(/\.\w+$/, '.log')));
    expect(stderr).toContain(log);
    expect(readFileSync(log, 'utf8')).toContain('REPORT RequestId');
  });

  it('refuses an output that cannot be written before it tries the handler', async () => {
    const { exitCode, stdout, stderr } = await start('fine.ts', '--output', folder.at('fine.ts'));

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^Cannot write --output .*fine\.ts: EEXIST: .*\n\nautotune local --help/,
    );
    expect(stdout).toBe('Starting the tuner on this machine\n');
  });

  it('refuses an invalid command line without a stack trace', async () => {
    const { exitCode, stderr } = await start('fine.ts', '--memory', '100');

    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'Cannot read --memory 100: it must be a whole number from 128 to 10240\n\nautotune local --help lists what is accepted.\n',
    );
  });
});

describe('npm start with a handler that fails only in a clone', () => {
  it('says so, and where on this machine the report is', async () => {
    const { exitCode, stdout } = await start('clone.mjs');

    const report = folder.at('reports/clone.json');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Failed: NoTierMeasuredError: Cannot tune "clone":');
    expect(stdout).toMatch(/\(clone\.mjs:1:\d+\)/);
    expect(stdout).toContain(`What was measured is in ${report}`);
    expect(stdout).not.toMatch(/s3:\/\/|node-bootstrap|local-cloud-/);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ status: 'failed' });
  });
});

/**
 * The `script` command of util-linux runs a command in a pseudo-terminal; that of BSD is not used.
 */
const SCRIPT = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const hasTerminal = SCRIPT.includes('util-linux');

describe('npm start on a terminal', () => {
  (hasTerminal ? it : it.skip)(
    'draws the run in place, wraps to its width, and shows the cursor again',
    () => {
      const args = [folder.at('fine.ts'), '--payload', '\'{"n": 1}\'', ...QUICK];
      const command = `stty cols 60 rows 20; ${process.execPath} cli/start.ts ${args.join(' ')} --output ${folder.at('reports')}`;

      const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
        cwd: PROJECT,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, TERM: 'xterm-256color' },
      });

      const answer = stripVTControlCharacters(stdout.slice(stdout.indexOf('Change from')));
      expect(status).toBe(0);
      expect(stripVTControlCharacters(stdout)).toMatch(
        /(?:measuring|deciding|cleaning up) · \d+ s · round 1/,
      );
      expect(stdout).toContain('\u001b[2K');
      expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'));
      expect(stdout).toContain('\u001b]8;;file:///');
      const [wrappedLines = ''] = answer.split('Report: ');
      expect(wrappedLines.split('\r\n').filter((line) => line.length > 60)).toEqual([]);
    },
  );
});

describe('npm start in a requested format', () => {
  it.each([
    ['--json', /^\{\n {2}"functionArn": [\s\S]*\}\n$/],
    [
      '--csv',
      /^function_arn,memory_mb,[\s\S]*\narn:\S+:function:fine,256,true,false,measured,2,\d,0,/,
    ],
    ['--markdown', /^### `fine`\n\n\*\*[\s\S]*\| recommended \| 256 MB \|/],
  ])('has nothing but the result on standard output: %s', async (flag, text) => {
    const args = ['--payload', '{"n": 1}', ...QUICK, flag];
    const { exitCode, stdout, stderr } = await start('fine.ts', ...args);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(text);
    expect(stderr).toMatch(/^Starting the tuner on this machine\n/);
    expect(stderr).toContain('256 MB: 2 of 2 samples');
  });

  it('prints only the answer with --quiet, and how to apply it with --as', async () => {
    const args = ['--payload', '{"n": 1}', ...QUICK, '--quiet', '--as', 'terraform'];
    const { stdout } = await start('fine.ts', ...args);

    expect(stdout).toMatch(/^Change from 1024 to 256 MB: /);
    expect(stdout).toContain('  memory_size = 256\n');
  });

  it('reports each state with --verbose', async () => {
    const { stdout } = await start('fine.ts', '--payload', '{"n": 1}', ...QUICK, '--verbose');

    expect(stdout).toMatch(/MeasureTier 256 MB +\d+\.\d\d s {2}2 warm samples/);
  });
});

describe('npm start for a limit that no size keeps', () => {
  it('tunes, and has the exit code of autotune', async () => {
    const args = ['--payload', '{"n": 1}', ...QUICK, '--limit', '0.001'];
    const { exitCode, stdout } = await start('fine.ts', ...args);

    expect(stdout).toContain('Impossible: no size can keep p95 under 0.001 ms');
    expect(stdout).toMatch(/\n1 of 1 tuned in /);
    expect(exitCode).toBe(4);
  });
});

describe('npm start with variables that Lambda refuses', () => {
  it.each([
    ['a wrong name', '1A=2', 'Map keys must satisfy constraint'],
    ['a reserved name', 'AWS_REGION=x', 'Reserved keys used in this request: AWS_REGION'],
    ['more than 4 KB', `LONG=${'x'.repeat(4_100)}`, 'exceeded the 4KB limit'],
  ])('says so in a sentence: %s', async (_case, variable, text) => {
    const { exitCode, stderr } = await start('fine.ts', '--env', variable);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^Cannot deploy "fine": .*\n$/);
    expect(stderr).toContain(text);
    expect(stderr).not.toContain('x'.repeat(1_000));
  });
});

describe('--payload -', () => {
  it.each([
    ['{"n": 1', "must hold JSON: Expected ',' or '}'"],
    ['{"n": 1}', 'it must export "absent": found: handler'],
  ])('reads %s from standard input', (input, text) => {
    const args = [folder.at('fine.ts'), '--handler', 'absent', '--payload', '-'];

    const { status, stderr } = spawnSync(process.execPath, ['cli/start.ts', ...args], {
      cwd: PROJECT,
      encoding: 'utf8',
      input,
    });

    expect(status).toBe(2);
    expect(stderr).toContain(text);
  });
});

describe('npm run cloud', () => {
  it('says that its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const { exitCode, stderr } = await startCommand('cli/cloud.ts', ['--port', String(port)])
      .finished;

    expect(stderr).toContain(
      `Cannot listen on port ${port}: another program uses it: choose another one with --port\n`,
    );
    expect(exitCode).toBe(2);
    server.close();
  });
});

describe('every command', () => {
  it.each([
    ['20.19.0', 2, 'Node 24 is needed, this is 20.19.0: '],
    ['24.0.0', 0, ''],
  ])('checks the version of Node.js first: %s', (version, status, text) => {
    const program = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('./cli/check-node.cjs');`;

    const result = spawnSync(process.execPath, ['--eval', program], {
      cwd: PROJECT,
      encoding: 'utf8',
    });

    expect(result.status).toBe(status);
    expect(result.stderr.startsWith(text)).toBe(true);
    expect(result.stderr.split('\n').length).toBeLessThanOrEqual(2);
  });

  it('says in one sentence that it cannot run from node_modules', () => {
    const names = ['package.json', 'cli/check-node.cjs', 'cli/autotune.cjs', 'cli/autotune.ts'];
    const installed = makeHandlerFolder(
      Object.fromEntries(
        names.map((name) => [
          join('node_modules/lambda-autotuner', name),
          readFileSync(join(PROJECT, name)),
        ]),
      ),
    );

    const { status, stderr } = spawnSync(
      process.execPath,
      [installed.at('node_modules/lambda-autotuner/cli/autotune.cjs'), '--help'],
      { encoding: 'utf8' },
    );

    expect(stderr).toMatch(/^Cannot run the tuner from ".*node_modules\/lambda-autotuner": .*\n$/);
    expect(status).toBe(2);
    installed.remove();
  });
});
