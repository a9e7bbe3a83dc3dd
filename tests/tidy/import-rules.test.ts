import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '..', '..');
const CRUISER = join(
  PROJECT,
  'node_modules',
  'dependency-cruiser',
  'bin',
  'dependency-cruiser.mjs',
);

/** A file that imports something, and the rule that this breaks; `undefined` if it is allowed. */
type Probe = readonly [file: string, imported: string, rule: string | undefined];

const PROBES: readonly Probe[] = [
  ['shared/core/file.ts', 'node:fs', 'core-is-pure'],
  ['shared/core/package.ts', '@middy/core', 'core-is-pure'],
  ['shared/core/zod.ts', 'zod/mini', undefined],
  ['shared/core/errors.ts', '../errors.ts', undefined],
  ['shared/errors.ts', './core/tier.ts', 'layer-errors-ts'],
  ['shared/core/contract.ts', '../contract/run.ts', 'core-is-pure'],
  ['shared/contract/clock.ts', '../runtime/clock.ts', 'layer-contract'],
  ['shared/contract/tier.ts', '../core/tier.ts', undefined],
  ['shared/runtime/call.ts', '../aws/call.ts', 'layer-runtime'],
  ['shared/aws/breaker.ts', '../resilience/breaker.ts', 'layer-aws'],
  ['shared/resilience/journal.ts', '../run/journal.ts', 'layer-resilience'],
  ['shared/run/asker.ts', '../reasoning/asker.ts', 'run-and-reasoning-apart'],
  ['shared/reasoning/task.ts', '../task/task.ts', 'layer-run-reasoning'],
  ['shared/page/run.ts', '../run/journal.ts', 'page-draws-values'],
  ['shared/page/tier.ts', '../core/tier.ts', undefined],
  ['shared/task/page.ts', '../page/chart.ts', 'page-for-pages'],
  ['functions/sweep/sdk.ts', '@aws-sdk/client-s3', 'aws-in-shared-aws'],
  ['functions/sweep/other.ts', '../dispatch/dispatch.ts', 'functions-apart'],
  ['functions/sweep/own.ts', './sdk.ts', undefined],
  ['functions/sweep/cloud.ts', '../../local/cloud/cloud.ts', 'deployed-code-apart'],
  ['shared/task/function.ts', '../../functions/dispatch/dispatch.ts', 'deployed-code-apart'],
  ['shared/task/dev.ts', 'fflate', 'deployed-code-without-dev-packages'],
  ['cli/function.ts', '../functions/dispatch/dispatch.ts', 'tools-import-no-function'],
  ['local/command.ts', '../cli/start.ts', 'local-imports-no-command'],
  ['local/cloud/contract.ts', '../../shared/contract/run.ts', 'local-cloud-stands-alone'],
  ['local/cloud/clock.ts', '../../shared/runtime/clock.ts', undefined],
  ['cli/support.ts', '../tests/support/support.ts', 'nothing-imports-tests'],
  ['cli/self.ts', './self.ts', 'no-cycle'],
  ['cli/one/up.ts', '../two/across.ts', undefined],
  ['cli/two/back.ts', '../one/target.ts', undefined],
];

/** Files that the probes import, other than the probes themselves. */
const TARGETS = [
  'shared/core/tier.ts',
  'shared/contract/run.ts',
  'shared/runtime/clock.ts',
  'shared/aws/call.ts',
  'shared/resilience/breaker.ts',
  'shared/run/journal.ts',
  'shared/reasoning/asker.ts',
  'shared/task/task.ts',
  'shared/page/chart.ts',
  'functions/dispatch/dispatch.ts',
  'local/cloud/cloud.ts',
  'cli/start.ts',
  'cli/one/target.ts',
  'cli/two/across.ts',
  'tests/support/support.ts',
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const directory = mkdtempSync(join(tmpdir(), 'autotuner-imports-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

/** Runs the project's rules over a tree that has all probes in it. */
function violationsOfProbes(): readonly Violation[] {
  for (const path of TARGETS) {
    write(path, 'export type Named = string;\n');
  }
  for (const [path, imported] of PROBES) {
    write(path, `import type { Named } from '${imported}';\nexport type Probe = Named;\n`);
  }
  write('package.json', JSON.stringify({ devDependencies: { fflate: '*' } }));
  write('node_modules/fflate/package.json', JSON.stringify({ name: 'fflate', main: 'main.js' }));
  write('node_modules/fflate/main.js', '');
  write('shared/task/dev.ts', "import { zipSync } from 'fflate';\nexport const zip = zipSync;\n");
  const { stdout } = spawnSync(
    process.execPath,
    [
      CRUISER,
      `--config=${join(PROJECT, '.dependency-cruiser.cjs')}`,
      '--output-type=json',
      'functions',
      'shared',
      'cli',
      'local',
      'tests',
    ],
    { cwd: directory, encoding: 'utf8' },
  );
  return JSON.parse(stdout).summary.violations;
}

const violations = violationsOfProbes();

describe('the import rules', () => {
  it.each(PROBES)('%s importing %s breaks: %s', (path, _imported, rule) => {
    const broken = violations.filter(({ from }) => from === path).map(({ rule: { name } }) => name);

    expect(rule === undefined ? broken : broken.filter((name) => name === rule)).toEqual(
      rule === undefined ? [] : [rule],
    );
  });

  it('let no two folders import each other', () => {
    const cyclic = violations
      .filter(({ rule }) => rule.name === 'no-cycle-of-folders')
      .map(({ from }) => from);

    expect(cyclic).toEqual(expect.arrayContaining(['cli/one', 'cli/two']));
  });
});
