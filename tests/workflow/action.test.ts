import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { ExecutionDirectory } from '../../local/cloud/states/execution-directory.ts';
import { createStatesService } from '../../local/cloud/states/states-service.ts';
import { StateMachine } from '../../local/workflow/state-machine.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { systemRandom } from '../../shared/runtime/random.ts';
import { createScriptedHost } from '../local-cloud/scripted-host.ts';
import { resultFor } from '../support/generated-reports.ts';
import { goldenFunction } from '../support/golden-functions.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly run: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

let action: Action;
let cloud: RunningLocalCloud;
let folder: string;

/** Adds the tuner of a stage, which gives a fixed answer at once. */
function addTuner(directory: ExecutionDirectory, stage: string, answer: object): void {
  new StateMachine({
    definition: { QueryLanguage: 'JSONata', StartAt: 'Answer', States: { Answer: answer } },
    stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:lambda-autotuner-${stage}`,
    roleArn: 'arn:aws:iam::123456789012:role/machine',
    region: 'us-east-1',
    clock: systemClock,
    random: systemRandom,
    executions: directory,
    runTask: async () => undefined,
  } as unknown as ConstructorParameters<typeof StateMachine>[0]);
}

/** Functions of the golden results, by their verdicts. */
const ADVISED = { change: 'io-bound', keep: 'present-best', undecided: 'noisy' };

beforeAll(async () => {
  action = parse(await readFile(join(PROJECT, 'action.yml'), 'utf8'));
  const directory = new ExecutionDirectory();
  for (const [stage, name] of Object.entries(ADVISED)) {
    const result = await resultFor(goldenFunction(name));
    addTuner(directory, stage, { Type: 'Pass', Output: result, End: true });
  }
  addTuner(directory, 'failure', {
    Type: 'Fail',
    Error: 'PermissionDeniedError',
    Cause: 'Cannot read function "<img>": not allowed [permanent]',
  });
  cloud = await startLocalCloud({
    executionHost: createScriptedHost(),
    additionalServices: [createStatesService(directory, systemRandom)],
  });
});

afterAll(() => cloud.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'action-'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'gh'), FAKE_GH);
  await chmod(join(folder, 'bin', 'gh'), 0o755);
  await writeFile(join(folder, 'comments.json'), '[]');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A fake of the `gh` command, which keeps a bot's comments in a file. */
const FAKE_GH = `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require('node:fs');
const path = process.env.COMMENTS;
const comments = JSON.parse(readFileSync(path, 'utf8'));
const args = process.argv.slice(2);
if (process.env.GH_TOKEN !== 'token') process.exit(4);
const body = () => readFileSync(args.find((arg) => arg.startsWith('body=@')).slice(6), 'utf8');
if (args.includes('POST')) {
  if (!args.includes('repos/my-org/shop/issues/12/comments')) process.exit(1);
  comments.push({ id: comments.length + 1, body: body() });
} else if (args.includes('PATCH')) {
  const id = Number(/comments\\/(\\d+)$/.exec(args[args.indexOf('PATCH') + 1])[1]);
  comments.find((comment) => comment.id === id).body = body();
} else {
  const own = comments.filter((comment) => comment.body.startsWith(process.env.MARKER));
  console.log(own.map(({ id }) => id).join('\\n'));
}
writeFileSync(path, JSON.stringify(comments));
`;

interface Ended {
  readonly exitCode: number;
  readonly log: string;
}

/** Evaluates the expressions that the action uses. */
function evaluated(text: string, inputs: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => {
    const [, input] = /^inputs\.(\S+)$/.exec(expression) ?? [];
    const known: Record<string, string> = {
      'github.token': 'token',
      'github.event.pull_request.number': '12',
    };
    const value = input === undefined ? known[expression] : inputs[input];
    if (value === undefined) throw new Error(`Cannot evaluate ${expression}`);
    return evaluated(value, inputs);
  });
}

/** Runs a step as the runner of GitHub does. */
async function runStep(step: Step, given: Readonly<Record<string, string>>): Promise<Ended> {
  const defaults = Object.entries(action.inputs).map(([name, input]) => [
    name,
    input.default ?? '',
  ]);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const script = join(folder, 'step.sh');
  await writeFile(script, step.run);
  const variables = Object.entries(step.env ?? {}).map(([name, text]) => [
    name,
    evaluated(text, inputs),
  ]);
  const env = {
    PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
    HOME: folder,
    RUNNER_TEMP: folder,
    GITHUB_ACTION_PATH: PROJECT,
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REPOSITORY: 'my-org/shop',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    COMMENTS: join(folder, 'comments.json'),
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAADMINISTRATOR',
    AWS_SECRET_ACCESS_KEY: 'secret',
    ...Object.fromEntries(variables),
  };
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', script];
  return await new Promise((resolve) => {
    execFile('bash', args, { env, cwd: folder }, (error, stdout, stderr) =>
      resolve({ exitCode: Number(error?.code ?? 0), log: `${stdout}${stderr}` }),
    );
  });
}

const stepOf = (name: string) => action.runs.steps.find((step) => step.name === name) as Step;
const kept = (name: string) => readFile(join(folder, name), 'utf8');

/** Returns the outputs of the step, as the runner reads them. */
async function outputs(): Promise<Readonly<Record<string, string>>> {
  const text = await kept('output');
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [
      name,
      value,
    ]),
  );
}

describe('the action', () => {
  it('is composite, uses no other action, and exposes the outputs of its step', () => {
    expect(action.runs.using).toBe('composite');
    expect(action.runs.steps.map(({ name, shell }) => [name, shell])).toEqual([
      ['Install the command', 'bash'],
      ['Tune', 'bash'],
      ['Comment', 'bash'],
    ]);
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.tune.outputs.${name} }}`);
    }
  });

  it('installs the command in the folder of the action, not in the repository of the job', async () => {
    await writeFile(join(folder, 'bin', 'npm'), '#!/bin/sh\nprintf "%s\\n" "$@" > npm-arguments\n');
    await chmod(join(folder, 'bin', 'npm'), 0o755);

    const { exitCode } = await runStep(stepOf('Install the command'), {});

    expect(exitCode).toBe(0);
    expect(await kept('npm-arguments')).toMatch(`ci\n--prefix\n${PROJECT}\n`);
  });

  it.each(Object.keys(ADVISED))('reports %s in the summary and the outputs', async (stage) => {
    const { exitCode, log } = await runStep(stepOf('Tune'), { function: 'target:live', stage });

    expect({ exitCode, log: exitCode === 0 ? '' : log }).toEqual({ exitCode: 0, log: '' });
    const told = await outputs();
    expect(Object.keys(told).toSorted()).toEqual(Object.keys(action.outputs).toSorted());
    expect(told).toMatchObject({
      verdict: stage,
      changed: 'false',
      'memory-mb': expect.stringMatching(/^\d+$/),
      'memory-mb-before': expect.stringMatching(/^\d+$/),
      report: expect.stringMatching(/\.html$/),
    });
    const headlines = {
      change: /^\*\*Change from/m,
      keep: /^\*\*Keep/m,
      undecided: /^\*\*Undecided/m,
    };
    expect(await kept('summary.md')).toMatch(headlines[stage as keyof typeof headlines]);
    expect((await kept('autotuner.md')).trim()).toBe((await kept('summary.md')).trim());
  });

  it('fails if the run fails, and says why', async () => {
    const { exitCode } = await runStep(stepOf('Tune'), { function: 'orders', stage: 'failure' });

    expect(exitCode).toBe(1);
    expect(await outputs()).toMatchObject({ verdict: 'failed', 'memory-mb': '', changed: 'false' });
    expect(await kept('summary.md')).toContain('### `orders`\n\n> [!CAUTION]\n> ');
    expect(await kept('summary.md')).toContain('&lt;img>');
  });

  it('reports that there is no tuner', async () => {
    const { exitCode } = await runStep(stepOf('Tune'), { function: 'orders', stage: 'none' });

    expect(exitCode).toBe(3);
    expect(await kept('summary.md')).toContain('Cannot find the state machine');
    expect(await kept('autotuner.md')).toContain('Nothing was tuned');
  });

  it('never takes an input for a command or an option', async () => {
    const request = '{"powerValues": [128], "payload": "$(touch hacked)"}';
    const { exitCode, log } = await runStep(stepOf('Tune'), {
      function: '--help; touch hacked',
      request,
      stage: 'change',
    });

    expect(exitCode).toBe(2);
    expect(log).toContain('"functionName" must be');
    await expect(kept('hacked')).rejects.toThrow('ENOENT');
    expect(await kept('output')).toMatch(/^verdict=failed$/m);
    expect(await kept('summary.md')).toContain('Nothing was tuned: the log of the job says why.');
  });

  it('keeps one comment for each function up to date', async () => {
    for (const [name, stage] of [
      ['target', 'change'],
      ['other', 'change'],
      ['target', 'keep'],
    ] as const) {
      await runStep(stepOf('Tune'), { function: name, stage });
      const { exitCode } = await runStep(stepOf('Comment'), { function: name, comment: 'true' });
      expect(exitCode).toBe(0);
    }

    const comments: { body: string }[] = JSON.parse(await kept('comments.json'));
    expect(comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- lambda-autotuner target -->',
      '<!-- lambda-autotuner other -->',
    ]);
    expect(comments[0]?.body).toMatch(/^\*\*Keep/m);
    expect(comments[1]?.body).toMatch(/^\*\*Change/m);
  });

  it('does not fail if it may not comment', async () => {
    await runStep(stepOf('Tune'), { function: 'target', stage: 'keep' });
    const { exitCode, log } = await runStep(stepOf('Comment'), {
      function: 'target',
      token: 'other',
    });

    expect(exitCode).toBe(0);
    expect(log).toContain('::warning::Cannot read the comments');
  });
});
