import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeRelease } from '../../release/make-release.ts';
import { makePackage } from '../../release/npm/make-package.ts';
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

  it('says what a handler in TypeScript needs', () => {
    writeFileSync(at('empty', 'typed.ts'), 'export const handler = (n: number): number => n;\n');

    expect(autotune('local', 'typed.ts')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'TypeScript needs esbuild, which is not installed here: npm install esbuild',
      ),
    });
  });
});
