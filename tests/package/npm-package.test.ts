import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/commands/command-list.ts';
import { makeRelease } from '../../release/make-release.ts';
import { makePackage } from '../../release/npm/make-package.ts';
import { PROJECT_DIRECTORY } from '../../release/packaged-service.ts';
import { inTurn } from '../support/packaged-service.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-package-'));
const at = (...names: readonly string[]) => join(directory, ...names);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The Node.js of the system where it is one that the package is made for; otherwise this one. */
const NODE = systemNode() ?? process.execPath;

function systemNode(): string | undefined {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((candidate) => existsSync(candidate));
  const version = path && spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout;
  return /^v(20|22|24)\./.test(version ?? '') ? path : undefined;
}

/** Runs a program in the empty folder, with Node.js alone on the PATH. */
function run(program: string, ...args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(program, args, {
    cwd: at('empty'),
    encoding: 'utf8',
    env: {
      PATH: [dirname(NODE), '/usr/bin', '/bin'].join(delimiter),
      HOME: at('home'),
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  return { stdout, stderr, status };
}

const autotune = (...args: readonly string[]) =>
  run(NODE, at('empty', 'node_modules', '.bin', 'lambda-autotuner'), ...args);

beforeAll(async () => {
  await inTurn(() => makeRelease({ directory: at('release') }));
  await makePackage(at('release'), at('package'));
  for (const folder of ['home', 'empty']) mkdirSync(at(folder));
  const packed = run('npm', 'pack', '--silent', at('package'), '--pack-destination', directory);
  const installed = run(
    'npm',
    ...['install', '--offline', '--omit=optional', '--no-audit', '--no-fund'],
    at(packed.stdout.trim()),
  );
  expect(installed).toMatchObject({ status: 0 });
}, 180_000);

describe('the npm package', () => {
  it('says its version and its commands', () => {
    const { version } = JSON.parse(readFileSync(at('package', 'package.json'), 'utf8'));

    expect(autotune('--version')).toEqual({ stdout: `${version}\n`, stderr: '', status: 0 });
    expect(autotune('--help').stdout).toContain('Usage: autotune COMMAND');
  });

  it('is JavaScript in each of its parts, those that a command seldom loads included', () => {
    const parse = `const { readdirSync, readFileSync } = require('node:fs');
      for (const name of readdirSync('.').filter((one) => one.endsWith('.js')))
        new (require('node:vm').SourceTextModule)(readFileSync(name, 'utf8'), { identifier: name });`;
    const { stderr, status } = spawnSync(
      NODE,
      ['--experimental-vm-modules', '--no-warnings', '-e', parse],
      { cwd: at('package', 'dist'), encoding: 'utf8' },
    );

    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it.each(COMMANDS.map(({ name }) => name))('explains %s', (name) => {
    expect(autotune(name, '-h')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/^Usage: autotune /),
    });
  });

  it.each([
    ['bash', ['-n']],
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ])('completes in %s, in its syntax where it is installed', (shell, args) => {
    const { stdout, status } = autotune('completion', shell);
    writeFileSync(at(shell), stdout);

    expect(status).toBe(0);
    expect(stdout).toContain('state-machine');
    if (spawnSync(shell, ['--version']).status === 0) {
      expect(run(shell, ...args, at(shell))).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it('completes commands and options in bash', () => {
    writeFileSync(at('bash'), autotune('completion', 'bash').stdout);
    const complete = (...words: readonly string[]) =>
      run(
        'bash',
        '-c',
        `source "$1"; COMP_WORDS=("\${@:2}"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _autotune; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        at('bash'),
        ...words,
      )
        .stdout.trim()
        .split('\n');

    expect(complete('autotune', 'dep')).toEqual(['deploy']);
    expect(complete('autotune', 'deploy', '--pl')).toEqual(['--plan']);
    expect(complete('autotune', 'my-fn', '--strat')).toEqual(['--strategy']);
  });

  it('needs no other package, but for the optional one', () => {
    const manifest = JSON.parse(readFileSync(at('package', 'package.json'), 'utf8'));

    expect(manifest).not.toHaveProperty('dependencies');
    expect(Object.keys(manifest.optionalDependencies)).toEqual(['esbuild']);
    expect(existsSync(at('empty', 'node_modules', 'esbuild'))).toBe(false);
  });

  it('has the licences of what is bundled', () => {
    const licenses = readFileSync(at('package', 'THIRD-PARTY-LICENSES.txt'), 'utf8');

    for (const name of ['@aws-sdk/client-sfn', 'zod', 'jsonata', 'yaml', 'fflate']) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('tunes a handler in JavaScript, with the file beside it', () => {
    writeFileSync(at('empty', 'step.mjs'), 'export const step = (n) => n + 1;\n');
    writeFileSync(
      at('empty', 'adder.mjs'),
      "import { step } from './step.mjs';\nexport const handler = async ({ n }) => step(n);\n",
    );

    const { stdout, stderr, status } = autotune(
      'local',
      'adder.mjs',
      ...['--payload', '{"n": 1}', '--power-values', '256', '--samples', '2'],
    );

    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Starting the tuner on this machine\n/);
    expect(stdout).toContain('1 of 1 tuned');
    expect(existsSync(at('empty', '.autotuner', 'adder.html'))).toBe(true);
  });

  it('says what is missing on this machine and in the account', () => {
    const { stdout, status } = autotune('doctor');

    expect(status).toBe(1);
    expect(stdout).toMatch(/^ok {3}Node +\d+\./);
    expect(stdout).toMatch(/^- {4}esbuild +npm install esbuild, for TypeScript$/m);
    expect(stdout).toMatch(/^TODO account +Cannot find the region: it must be given, by --region/m);
  });

  it('says what a handler in TypeScript needs', () => {
    writeFileSync(at('empty', 'typed.ts'), 'export const handler = (n: number): number => n;\n');

    expect(autotune('local', 'typed.ts')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'TypeScript needs esbuild, which is not installed here: npm install esbuild',
      ),
    });
  });

  it('tunes a handler in TypeScript once esbuild is installed', () => {
    writeFileSync(
      at('empty', 'typed.ts'),
      'export const handler = (event: object): object => event;\n',
    );
    symlinkSync(
      join(PROJECT_DIRECTORY, 'node_modules', 'esbuild'),
      at('empty', 'node_modules', 'esbuild'),
    );

    const tuned = autotune('local', 'typed.ts', '--power-values', '256', '--samples', '2');

    expect(tuned).toMatchObject({ status: 0, stdout: expect.stringContaining('1 of 1 tuned') });
  });
});

const MOTO = spawnSync('moto_server', ['--help']).status === 0;

(MOTO ? describe : describe.skip)('its deployment, where moto_server is installed', () => {
  let server: ChildProcess | undefined;
  let place: readonly string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const endpoint = `http://127.0.0.1:${port}`;
    while (!(await answers(endpoint))) await wait(100);
    place = ['--endpoint', endpoint, '--region', 'eu-west-1', '--stage', 'prod'];
  }, 60_000);

  afterAll(() => {
    server?.kill();
  });

  it('must be told the roles of the functions', () => {
    expect(autotune('deploy', ...place, '--plan')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('parameter "TargetRoles" must name the roles'),
    });
  });

  it('is shown with what each role may do, then made, then left as it is, then removed', () => {
    const params = ['--param', 'targetRoles=my-fn-role', '--param', 'targetFunctions=my-fn'];

    const plan = autotune('deploy', ...place, '--plan', ...params);
    const between = autotune('status', ...place);
    const first = autotune('deploy', ...place, '--yes', ...params);
    const second = autotune('deploy', ...place, '--yes');
    const status = autotune('status', ...place);
    const doctor = autotune('doctor', ...place);
    const end = autotune('destroy', ...place, '--yes', '--delete-store');
    const after = autotune('status', ...place);

    expect(plan).toMatchObject({ status: 0, stderr: '' });
    expect(plan.stdout).toMatch(/^Made the bucket lambda-autotuner-123456789012-eu-west-1/m);
    expect(plan.stdout).toMatch(/^Uploaded (\d+) of \1 files/m);
    expect(plan.stdout).toContain('  add    StateMachine (AWS::StepFunctions::StateMachine)');
    expect(plan.stdout).toMatch(
      / {2}ApplyConfigRole\n(.*\n){1,6}? {4}lambda:UpdateFunctionConfiguration on arn:\*:lambda:\*:\*:function:my-fn\n/,
    );
    expect(plan.stdout).toMatch(/Nothing was changed but the bucket with the code\.\n$/);
    expect(between).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('There is no stack'),
    });
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toContain('nothing uploaded');
    expect(first.stdout).toContain('Deployed as lambda-autotuner-prod.');
    expect(second).toMatchObject({ status: 0, stderr: '' });
    expect(second.stdout).toContain('nothing uploaded\nNothing to change');
    expect(status.stdout).toMatch(/^Stack +lambda-autotuner-prod, CREATE_COMPLETE/m);
    expect(doctor.stdout).toMatch(/^ok {3}stack +lambda-autotuner-prod, CREATE_COMPLETE$/m);
    expect(end).toMatchObject({ status: 0, stdout: expect.stringContaining('Removed in') });
    expect(after.stdout).toContain('There is no stack lambda-autotuner-prod');
  });

  it('asks nobody where nobody can answer, and leaves nothing half made', () => {
    const { status, stderr } = autotune('deploy', ...place, '--param', 'targetRoles=my-fn-role');

    expect(status).toBe(2);
    expect(stderr).toContain('Cannot ask "Go on?" without a terminal: give --yes, or --plan');
    expect(autotune('status', ...place).stdout).toContain('There is no stack');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(endpoint: string): Promise<boolean> {
  return await fetch(endpoint).then(
    () => true,
    () => false,
  );
}
