import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/commands/command-list.ts';
import { OLDEST_NODE } from '../../cli/oldest-node.ts';
import { makeRelease } from '../../release/make-release.ts';
import { makePackage } from '../../release/npm/make-package.ts';
import { SOURCE_DIRECTORY } from '../../release/packaged-service.ts';
import { writtenRequestSchema } from '../../shared/contract/request-fields.ts';
import { inTurn } from '../support/packaged-service.ts';
import { IS_MOTO_INSTALLED, startMoto } from '../support/recorded-exchange/moto-server.ts';
import { openRecordingDoor } from '../support/recorded-exchange/recording-door.ts';
import { openReplayDoor } from '../support/recorded-exchange/replay-door.ts';
import {
  type ScriptedAccount,
  startScriptedAccount,
} from '../support/scripted-account/scripted-account.ts';
import { deploymentCases } from './deployment-cases.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-package-'));
const at = (...names: readonly string[]) => join(directory, ...names);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/**
 * The Node.js that PACKAGE_NODE names; otherwise that of the system, if its version is one that the
 * package supports, or else this one.
 */
const NODE = process.env.PACKAGE_NODE ?? systemNode() ?? process.execPath;

function systemNode(): string | undefined {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((candidate) => existsSync(candidate));
  const version = path && spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout;
  return /^v(20|22|24)\./.test(version ?? '') ? path : undefined;
}

/** Returns the options to run in the empty folder, with only Node.js on the PATH. */
function surroundings() {
  return {
    cwd: at('empty'),
    env: {
      PATH: [dirname(NODE), '/usr/bin', '/bin'].join(delimiter),
      HOME: at('home'),
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  };
}

/** Runs a program there. */
function run(program: string, ...args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(program, args, {
    ...surroundings(),
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

/** Returns the path of the installed command. */
const COMMAND = () => at('empty', 'node_modules', '.bin', 'lambda-autotuner');

const autotune = (...args: readonly string[]) => run(NODE, COMMAND(), ...args);

/** Runs the command while this process stays free to answer it. */
async function autotuneBeside(...args: readonly string[]) {
  const child = spawn(NODE, [COMMAND(), ...args], {
    ...surroundings(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, status };
}

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
  it('prints its version and its commands', () => {
    const { version } = JSON.parse(readFileSync(at('package', 'package.json'), 'utf8'));

    expect(autotune('--version')).toEqual({ stdout: `${version}\n`, stderr: '', status: 0 });
    expect(autotune('--help').stdout).toContain('Usage: autotune COMMAND');
  });

  it('proposes commands with npx if it runs under npx', () => {
    const { stderr, status } = run('npx', '--offline', 'lambda-autotuner', 'doctor', '--nope');

    expect(status).toBe(2);
    expect(stderr).toContain('npx lambda-autotuner doctor --help lists what is accepted.');
    expect(autotune('doctor', '--nope').stderr).toMatch(/^autotune doctor --help/m);
  });

  it('is valid JavaScript in all parts, including those that a command seldom loads', () => {
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
  ])(
    'has a completion script for %s, with valid syntax if that shell is installed',
    (shell, args) => {
      const { stdout, status } = autotune('completion', shell);
      writeFileSync(at(shell), stdout);

      expect(status).toBe(0);
      expect(stdout).toContain('state-machine');
      if (spawnSync(shell, ['--version']).status === 0) {
        expect(run(shell, ...args, at(shell))).toMatchObject({ status: 0, stderr: '' });
      }
    },
  );

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

  it('needs no other package except the optional one', () => {
    const manifest = JSON.parse(readFileSync(at('package', 'package.json'), 'utf8'));

    expect(manifest).not.toHaveProperty('dependencies');
    expect(Object.keys(manifest.optionalDependencies)).toEqual(['esbuild']);
    expect(existsSync(at('empty', 'node_modules', 'esbuild'))).toBe(false);
  });

  it('runs on the requested Node.js, which its package.json allows', () => {
    const { engines } = JSON.parse(readFileSync(at('package', 'package.json'), 'utf8'));
    const { stdout } = run(NODE, '-p', 'process.versions.node');

    expect(engines).toEqual({ node: `>=${OLDEST_NODE}` });
    expect(stdout.trim().localeCompare(OLDEST_NODE, 'en', { numeric: true })).toBe(1);
    expect(autotune('doctor').stdout).toMatch(new RegExp(`^ok {3}Node +${stdout.trim()}$`, 'm'));
  });

  it('states the required version on an older Node.js, without loading anything', () => {
    writeFileSync(
      at('older.cjs'),
      "Object.defineProperty(process.versions, 'node', { value: '18.20.4' });\n",
    );

    expect(run(NODE, '--require', at('older.cjs'), COMMAND(), 'doctor')).toEqual({
      stdout: '',
      stderr: `Node ${OLDEST_NODE} or later is needed, this is 18.20.4: install it, or select it with nvm use or fnm use\n`,
      status: 2,
    });
  });

  it.each(['node16', 'bundler'])(
    'has types for a program with moduleResolution %s',
    (resolution) => {
      const folder = at('empty', resolution);
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      const result = readFileSync(join(SOURCE_DIRECTORY, 'examples', 'result.json'), 'utf8');
      // Module node16 does not support it.
      const attributes = resolution === 'node16' ? '' : " with { type: 'json' }";
      writeFileSync(join(folder, 'consumer.ts'), consumerText(result, attributes));

      const { stdout, status } = spawnSync(
        join(SOURCE_DIRECTORY, 'node_modules', '.bin', 'tsc'),
        [
          ...['--strict', '--noEmit', '--exactOptionalPropertyTypes', '--resolveJsonModule'],
          ...['--module', resolution === 'node16' ? 'node16' : 'esnext', '--types', ''],
          ...['--moduleResolution', resolution, join(folder, 'consumer.ts')],
        ],
        { cwd: folder, encoding: 'utf8' },
      );

      expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    },
  );

  it('has a JSON Schema of each request and result', () => {
    const names = readdirSync(at('package', 'dist', 'schemas')).toSorted();
    const schema = JSON.parse(
      readFileSync(at('package', 'dist', 'schemas', 'request.json'), 'utf8'),
    );

    expect(names).toEqual([
      'comparison-result.json',
      'fleet-request.json',
      'fleet-result.json',
      'request.json',
      'result.json',
    ]);
    expect(Object.keys(schema.properties)).toEqual(Object.keys(writtenRequestSchema.shape));
    expect(schema).toMatchObject({ required: ['functionName'], additionalProperties: false });
  });

  it('has the licences of the bundled code', () => {
    const licenses = readFileSync(at('package', 'THIRD-PARTY-LICENSES.txt'), 'utf8');

    for (const name of ['@aws-sdk/client-sfn', 'zod', 'jsonata', 'yaml', 'fflate']) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('tunes a handler in JavaScript, with the file next to it', () => {
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

  it('lists what is missing on this machine and in the account', () => {
    const { stdout, status } = autotune('doctor');

    expect(status).toBe(1);
    expect(stdout).toMatch(/^ok {3}Node +\d+\./);
    expect(stdout).toMatch(
      /^- {4}esbuild +not installed: handlers in TypeScript need npm install esbuild$/m,
    );
    expect(stdout).toMatch(/^TODO account +Cannot find the region: it must be given, by --region/m);
  });

  it('states what a handler in TypeScript needs', () => {
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
      join(SOURCE_DIRECTORY, 'node_modules', 'esbuild'),
      at('empty', 'node_modules', 'esbuild'),
    );

    const tuned = autotune('local', 'typed.ts', '--power-values', '256', '--samples', '2');

    expect(tuned).toMatchObject({ status: 0, stdout: expect.stringContaining('1 of 1 tuned') });
  });
});

/** Returns a program that writes a request and reads a result; each wrong line must be refused. */
function consumerText(result: string, attributes: string): string {
  return `import type { ComparisonResult, FleetRequest, TuningRequest, TuningResult } from 'lambda-autotuner';
import schema from 'lambda-autotuner/schemas/request.json'${attributes};

export const title: string = schema.title;
export const request: TuningRequest = {
  functionName: 'my-fn:live',
  powerValues: { minMb: 128, maxMb: 3008 },
  payload: [1, { two: null }],
  apply: true,
};
export const fleet: FleetRequest = { optedIn: true, usdMax: 5, request: { strategy: 'cost' } };
export const result: TuningResult = ${result.trim()};
export const memoryMb: number =
  result.decision.verdict.kind === 'change' ? result.powerValue : result.powerValueBefore;
export const isWorse = ({ verdict }: ComparisonResult): boolean => verdict.kind === 'slower';

// @ts-expect-error: a request must name the function.
export const nameless: TuningRequest = { apply: true };
// @ts-expect-error: there is no such field.
export const misspelt: TuningRequest = { functionName: 'my-fn', powerValue: 128 };
// @ts-expect-error: there is no such strategy.
export const unknown: TuningRequest = { functionName: 'my-fn', strategy: 'cheap' };
// @ts-expect-error: there is no such verdict.
export const isPerfect = result.decision.verdict.kind === 'perfect';
`;
}

/** The requests to moto_server and its answers; UPDATE_RECORD=1 records them again. */
const RECORD_FILE = join(import.meta.dirname, 'deployment-record.json');

describe('deploying it, with recorded answers', () => {
  deploymentCases(autotuneBeside, async () =>
    openReplayDoor(JSON.parse(readFileSync(RECORD_FILE, 'utf8'))),
  );
});

describe('deploying it, in an account that follows the template', () => {
  let account: ScriptedAccount;
  beforeAll(async () => {
    account = await startScriptedAccount();
  });
  afterAll(() => account.stop());

  it('changes one parameter, keeps the others, and is removed with its bucket', async () => {
    const place = ['--endpoint', account.endpoint, '--region', 'eu-west-1', '--stage', 'prod'];
    const params = ['--param', 'targetRoles=my-fn-role', '--param', 'targetFunctions=my-fn'];

    const first = await autotuneBeside('deploy', ...place, '--yes', ...params);
    account.addBucket('lambda-autotuner-prod-store', ['runs/a.json']);
    const changed = await autotuneBeside('deploy', ...place, '--yes', '--param', 'runUsdMax=5');
    const kept = account.stacks[0]?.parameters;
    const end = await autotuneBeside('destroy', ...place, '--yes', '--delete-store');

    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toContain('  add    StateMachine (AWS::StepFunctions::StateMachine)\n');
    // Events also come in pages.
    const madeCount = first.stdout.match(/^ {2}add /gm)?.length;
    expect(first.stdout).toContain(`\n  ${madeCount} resources done\n`);
    expect(changed).toMatchObject({ status: 0, stderr: '' });
    expect(changed.stdout).toMatch(/account 123456789012: change \d+\n/);
    expect(changed.stdout).toContain('  modify ValidatePermissionsLambdaFunction ');
    expect(kept).toMatchObject({
      RunUsdMax: '5',
      TargetRoles: 'my-fn-role',
      TargetFunctions: 'my-fn',
    });
    expect(end).toMatchObject({ status: 0, stdout: expect.stringContaining('Removed in') });
    expect([...account.buckets.keys()]).toEqual(['lambda-autotuner-123456789012-eu-west-1']);
  });
});

(IS_MOTO_INSTALLED ? describe : describe.skip)(
  'its deployment, where moto_server is installed',
  () => {
    deploymentCases(autotuneBeside, async () => {
      const moto = await startMoto();
      const door = await openRecordingDoor(moto.endpoint);
      return {
        ...door,
        differences: () => [],
        close: async () => {
          if (process.env.UPDATE_RECORD === '1') {
            writeFileSync(RECORD_FILE, `${JSON.stringify(door.record(), undefined, 2)}\n`);
          }
          await door.close();
          await moto.stop();
        },
      };
    });
  },
);
