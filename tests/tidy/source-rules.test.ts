import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '..', '..');
const LINE_COUNT_MAX = 300;

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path: relative(PROJECT, path), text: readFileSync(path, 'utf8') })),
  );
}

function violations(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

/** Unit tests without a source file: they test the tuners that the benchmark compares. */
const UNMIRRORED_TESTS: readonly string[] = ['tests/unit/bench/tuner.test.ts'];

const deployed = sourceFiles('functions', 'shared');
const all = [...deployed, ...sourceFiles('local', 'cli', 'release')];

/** An export that is no overload. A schema and the type of the same name have different names. */
const EXPORTED_NAME =
  /^export (?:async )?(?:abstract )?(?:function|const|class|interface|type) (?<name>\w+)/gm;

describe('the source', () => {
  it.each([
    ['Date.now or new Date()', /\bDate\.now\(|new Date\(\)/],
    ['Math.random', /\bMath\.random\(/],
    ['timers', /\bset(Timeout|Interval|Immediate)\(/],
    ['process.env', /\bprocess\.env\b/],
  ])('uses %s only in shared/runtime, in deployed code', (_name, pattern) => {
    const outside = deployed.filter(({ path }) => !path.startsWith(join('shared', 'runtime')));

    expect(violations(outside, pattern)).toEqual([]);
  });

  it('names no partition in deployed templates', () => {
    const templates = ['deployment', 'functions', 'statemachine']
      .flatMap((folder) =>
        readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true }),
      )
      .filter((entry) => /\.(yml|yaml|cjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path: relative(PROJECT, path), text: readFileSync(path, 'utf8') }));

    expect(templates.length).toBeGreaterThan(20);
    // The name of a Step Functions integration is not a resource, and is the same everywhere.
    expect(violations(templates, /arn:aws(?!:states:::)/)).toEqual([]);
  });

  it('counts in words by exactCountText() or countText(), so that one thing is no "1 things"', () => {
    const nouns =
      'samples?|sizes|functions|invocations|clones|runs|rounds|steps|blocks|tiers|releases|environments|errors|requests|queries|files|resources|problems|names|events|changes|days|hours|minutes|cores|cold starts|warm samples|targets|objects|versions|aliases|lines';
    // A constant is in capitals, and more than one.
    const counted = new RegExp(`\\$\\{(?![A-Z_]+\\})[^{}]*\\}(?: more| other)? (?:${nouns})\\b`);
    const byHand = /=== '?1'? \? '[a-z]* ?[a-z]*' : '[a-z]* ?[a-z]*s'/;
    const files = all.filter(({ path }) => !/(count|figure)-text\.ts$/.test(path));

    expect(violations(files, counted)).toEqual([]);
    expect(violations(files, byHand)).toEqual([]);
  });

  it('gives each exported name one meaning', () => {
    // The local cloud has the names of AWS; readers of source code have the same parts for each kind.
    const isParallel = (path: string) => /^(local\/cloud|cli\/patch)\//.test(path);
    const names = all
      .filter(({ path }) => !isParallel(path))
      .flatMap(({ text }) =>
        [...text.matchAll(EXPORTED_NAME)].flatMap(({ groups = {} }) => groups.name ?? []),
      )
      .filter((name) => name !== 'handler');

    expect(names.length).toBeGreaterThan(1_000);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('has no barrel', () => {
    expect(violations(all, /^export \* from/m)).toEqual([]);
    expect(all.map(({ path }) => path).filter((path) => path.endsWith('index.ts'))).toEqual([]);
  });

  it('has no file that is too long to be read in one sitting', () => {
    const long = all.filter(({ text }) => text.split('\n').length > LINE_COUNT_MAX);

    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('names every error by a literal, because minifiers rename classes', () => {
    const [errors] = deployed.filter(({ path }) => path === join('shared', 'errors.ts'));
    const classes = [...(errors?.text.matchAll(/export class (\w+) extends/g) ?? [])];

    expect(classes.length).toBeGreaterThan(10);
    for (const [, name] of classes) {
      expect(errors?.text).toContain(`override readonly name = '${name}';`);
    }
  });
});

describe('the unit tests', () => {
  const tests = sourceFiles('tests/unit').map(({ path }) => path);

  it('mirror the paths of what they test', () => {
    const lost = tests
      .filter((path) => !UNMIRRORED_TESTS.includes(path))
      .filter((path) => !existsSync(join(PROJECT, sourcePathOf(path))));

    expect(lost).toEqual([]);
  });

  it('cover every task of the workflow', () => {
    const tasks = readdirSync(join(PROJECT, 'functions'));
    const wanted = tasks.map((task) => `tests/unit/functions/${task}/${task}.test.ts`);

    expect(wanted.filter((path) => !tests.includes(path))).toEqual([]);
  });
});

function sourcePathOf(testPath: string): string {
  return testPath.replace(/^tests\/unit\//, '').replace(/\.test\.ts$/, '.ts');
}
