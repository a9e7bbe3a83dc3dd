import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as stepfunctions from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readAutotuneOptions } from '../../cli/autotune/autotune-options.ts';
import { readCloudOptions } from '../../cli/cloud-options.ts';
import { chooseCommand } from '../../cli/commands/choose-command.ts';
import { COMMANDS } from '../../cli/commands/command-list.ts';
import { COMPLETION_USAGE } from '../../cli/commands/completion.ts';
import { readStackOptions } from '../../cli/deploy/stack-options.ts';
import { readFleetOptions } from '../../cli/fleet/fleet-options.ts';
import { readGateOptions } from '../../cli/gate/gate-options.ts';
import { readInitOptions } from '../../cli/init/init-options.ts';
import { answerLines } from '../../cli/output/answer-lines.ts';
import { PLAIN } from '../../cli/output/paint.ts';
import { readPatchOptions } from '../../cli/patch/patch-options.ts';
import { readReportOptions } from '../../cli/report/report-options.ts';
import { readScanOptions } from '../../cli/scan/scan-options.ts';
import { readStartOptions } from '../../cli/start-options.ts';
import { generatedPages } from '../../docs/tables/generated-docs.ts';
import { parameterOptions } from '../../local/deployment/stack-parameters.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { POWER_TUNING_PARAMETERS } from '../../shared/contract/power-tuning-input.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { PRICE_TABLE_DATE } from '../../shared/core/pricing/price-table.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const ARCHITECTURE_LINE_COUNT_MAX = 150;

const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const readJson = (path: string) => JSON.parse(read(path));

const pages = [
  ...readdirSync(PROJECT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

function isLinkable(path: string, anchor: string | undefined): boolean {
  if (!existsSync(join(PROJECT, path))) {
    return false;
  }
  return anchor === undefined || headingAnchors(read(path)).includes(anchor);
}

/** Returns the anchors of headings, as GitHub derives them. */
function headingAnchors(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** Returns the command lines in blocks of code, and in the steps of the examples. */
function commandsOf(path: string): readonly string[] {
  const text = read(path);
  const blocks = path.endsWith('.md')
    ? text.split(/^```/m).filter((block, index) => index % 2 === 1 && block.startsWith('\n'))
    : [text.replaceAll(/\s*\\\n\s*/g, ' ')];
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').replace(/^[\s-]*(run:\s*)?/, ''))
    .filter((line) => /^(npm|npx|aws|node|autotune) /.test(line));
}

/** Splits a command as a shell would. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

const EXAMPLES = ['examples/buildspec.yml'];
const commands = [...pages, ...EXAMPLES].flatMap((path) =>
  commandsOf(path).map((command) => ({ path, command })),
);
const commandsOfScript = (script: RegExp) =>
  commands.filter(({ command }) => script.test(command)).map(({ command }) => command);

describe('the pages', () => {
  it.each(generatedPages())('has up-to-date tables in $name', (page) => {
    expect(page.written).toBe(page.expected);
  });

  it('link only to files and headings that exist', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)(?:#([^)]*))?\)/g)]
        .filter(([, target = '']) => !/^https?:/.test(target))
        .filter(([, target = '', anchor]) => !isLinkable(join(dirname(page), target), anchor))
        .map(([link]) => `${page}: ${link}`),
    );

    expect(broken).toEqual([]);
  });

  it('name only npm scripts that exist', () => {
    const { scripts } = readJson('package.json');
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:-s )?([a-z]+(?::[a-z]+)*)/g)].map(
        ([, name = '']) => name,
      ),
    );

    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('name the date of the prices', () => {
    for (const page of ['docs/result.md', 'docs/limits.md']) {
      expect(read(page)).toContain(`list prices of ${PRICE_TABLE_DATE}`);
    }
  });

  it('set only parameters that the deployment has', () => {
    const set = pages.flatMap((page) =>
      [...read(page).matchAll(/--param[ =]["']?(\w+)=/g)].map(([, name = '']) => name),
    );
    // Two placeholders, and `deploymentRole`, which only the command reads.
    const others = ['name', 'NAME', 'deploymentRole'];

    expect(set).toContain('releaseEnabled');
    expect(
      set.filter((name) => !others.includes(name) && !parameterOptions().includes(name)),
    ).toEqual([]);
  });

  it('cover every parameter of aws-lambda-power-tuning', () => {
    const rows = read('docs/power-tuning.md');

    expect(POWER_TUNING_PARAMETERS.filter((name) => !rows.includes(`\`${name}\``))).toEqual([]);
  });

  it('list every decision', () => {
    const records = readdirSync(join(PROJECT, 'docs', 'decisions')).filter((name) =>
      /^\d{4}-/.test(name),
    );
    const index = read('docs/decisions/README.md');

    expect(records.length).toBeGreaterThan(20);
    expect(records.filter((name) => !index.includes(`(${name})`))).toEqual([]);
    for (const name of records) {
      expect(read(join('docs', 'decisions', name))).toMatch(
        /^# \d{4}: .+\n\n\d{4}-\d\d-\d\d\n\n\*\*Context\.\*\* [\s\S]+\n\n\*\*Decision\.\*\* [\s\S]+\n\n\*\*Alternatives\.\*\* [\s\S]+\n\n\*\*Consequences\.\*\* /,
      );
    }
  });

  it('keep the architecture short', () => {
    expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(
      ARCHITECTURE_LINE_COUNT_MAX,
    );
  });
});

/** Readers of the arguments of each command; all of them refuse unknown ones. */
const READERS: Readonly<Record<string, (args: readonly string[]) => unknown>> = {
  local: readStartOptions,
  scan: readScanOptions,
  run: readAutotuneOptions,
  gate: readGateOptions,
  init: readInitOptions,
  report: readReportOptions,
  fleet: readFleetOptions,
  patch: readPatchOptions,
  cloud: readCloudOptions,
  deploy: (args) => readStackOptions('deploy', args),
  status: (args) => readStackOptions('status', args),
  destroy: (args) => readStackOptions('destroy', args),
  doctor: (args) => readStackOptions('doctor', args),
  completion: ([shell = '']) => expect(COMPLETION_USAGE).toContain(`autotune completion ${shell}`),
};

/** Files and folders that the pages name, and the files that stand for them here. */
const OWN_FILES = new Map([
  ['result.json', join(PROJECT, 'examples', 'result.json')],
  ['../my-service', PROJECT],
  ['payloads.json', join(PROJECT, 'examples', 'payloads.json')],
  ['my-fn.request.jsonc', join(PROJECT, 'examples', 'request.json')],
  ['handler.mjs', join(PROJECT, 'local', 'samples', 'password-hashing', 'handler.mjs')],
  ['event.json', join(PROJECT, 'local', 'samples', 'password-hashing', 'event.json')],
]);

/**
 * Returns the arguments of autotune, whichever way it is started; `undefined` for other programs.
 */
function autotuneArgs(command: string): readonly string[] | undefined {
  const words = wordsOf(command.replace(/ (?:>|\|) .*/, ''));
  const calls = [
    ['npm', 'start'],
    ['npm', 'run', 'cloud'],
    ['npm', 'run', 'autotune'],
    ['npx', 'lambda-autotuner'],
    ['autotune'],
  ];
  const plain = words.filter((word) => word !== '-s' && word !== '--');
  const call = calls.find((start) => start.every((word, index) => plain[index] === word));
  if (call === undefined) return undefined;
  const named = { start: ['local'], cloud: ['cloud'] }[String(call.at(-1))] ?? [];
  return [...named, ...plain.slice(call.length)].map((word) => OWN_FILES.get(word) ?? word);
}

describe('the commands of the pages and examples', () => {
  const written = commands.flatMap(({ path, command }) => {
    const args = autotuneArgs(command);
    return args === undefined ? [] : [{ path, command, args }];
  });

  it('cover every command', () => {
    const kinds = written.map(({ args }) => chooseCommand(args));
    const names = kinds.map((choice) => (choice.kind === 'command' ? choice.command.name : ''));

    expect(new Set(names)).toEqual(new Set(Object.keys(READERS)));
    expect(COMMANDS.map(({ name }) => name)).toEqual(Object.keys(READERS));
  });

  it.each(written)('are accepted by autotune: $path: $command', ({ args }) => {
    const choice = chooseCommand(args);

    expect(choice.kind).toBe('command');
    if (choice.kind === 'command') READERS[choice.command.name]?.(choice.args);
  });

  it('run only tools that are installed with the project', () => {
    const { name, dependencies, devDependencies } = readJson('package.json');
    const tools = commandsOfScript(/^npx /).map((command) => command.split(' ')[1] ?? '');

    expect(tools).toContain('serverless');
    expect([name, ...Object.keys({ ...dependencies, ...devDependencies })]).toEqual(
      expect.arrayContaining(tools),
    );
  });

  it('call operations that exist in AWS', () => {
    const clients: Readonly<Record<string, object>> = {
      cloudformation,
      events,
      lambda,
      s3,
      stepfunctions,
    };
    const calls = commandsOfScript(/^aws /).map((command) => command.split(' '));
    const unknown = calls.filter(([, service = '', operation = '']) => {
      const name = operation.replaceAll(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase());
      return !(`${name}Command` in (clients[service] ?? {}));
    });

    expect(calls.length).toBeGreaterThan(3);
    expect(unknown).toEqual([]);
  });

  it('start an execution with a valid request', () => {
    const written = commandsOfScript(/^aws stepfunctions start-execution /);

    expect(written.length).toBeGreaterThan(0);
    for (const command of written) {
      const [, input = ''] = /--input '(.*)'/.exec(command) ?? [];
      expect(() => parseTuningRequest(JSON.parse(input))).not.toThrow();
    }
  });
});

describe('the set-up', () => {
  it('is the same for a contributor and for the checks of a pull request', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml'));

    expect(readJson('package.json').engines.node).toBe(`>=${read('.nvmrc').trim()}`);
    expect(jobs.test.steps.at(-1)).toEqual({ run: '.ci/run' });
    expect(read('.ci/run').trim().endsWith('npm ci && npm test')).toBe(true);
    expect(read('README.md')).toContain('`npm test`');
  });
});

describe('the examples', () => {
  it.each(EXAMPLES)('%s is YAML with one step that tunes', (path) => {
    const steps = JSON.stringify(parse(read(path))).match(/npm run -s autotune/g);

    expect(steps).toHaveLength(1);
  });

  it.each(['examples/request.json', 'examples/pipeline-request.json'])(
    '%s is a valid request',
    (path) => {
      expect(parseTuningRequest(readJson(path)).request.functionName).toMatch(/^my-fn/);
    },
  );

  it('show a result as the workflow gives it', () => {
    const result = readJson('examples/result.json');

    expect(parseContract(tuningResultSchema, result, 'the example')).toEqual(result);
  });

  it('show the answer of the same result in the tutorial, as a terminal shows it', () => {
    const [, shown = ''] = /```text\n([\s\S]*?)\n```/.exec(read('docs/tutorial.md')) ?? [];
    const report = { text: '.autotuner/slow-service.html', url: 'file:///report.html' };
    const form = { applyForm: 'aws', report, isInAccount: false } as const;

    const lines = answerLines(readJson('examples/result.json'), form, { width: 80, paint: PLAIN });

    expect(shown).toBe(lines.join('\n'));
  });

  it('show a part of the same result in the tutorial', () => {
    const [, shown = ''] = /```json\n(\{\n[\s\S]*?)```/.exec(read('docs/tutorial.md')) ?? [];

    expect(readJson('examples/result.json')).toMatchObject(JSON.parse(shown));
  });
});
