import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { OLDEST_NODE } from '../../cli/oldest-node.ts';
import { packageManifest } from '../../release/npm/package-manifest.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');

interface Job {
  readonly strategy?: { readonly matrix: { readonly node: readonly string[] } };
  readonly steps: readonly { readonly run?: string }[];
}

const project = JSON.parse(read('package.json'));
const jobs: Readonly<Record<string, Job>> = parse(read('.github/workflows/ci.yml')).jobs;
const matrix = jobs.package?.strategy?.matrix.node ?? [];
const majorOf = (version: string) => Number(/\d+/.exec(version)?.[0]);

describe('the versions of Node.js', () => {
  it('range in the tests of the npm package from the oldest that it allows to that of the project', () => {
    expect(packageManifest(project, undefined).engines).toEqual({ node: `>=${OLDEST_NODE}` });
    expect(matrix[0]).toBe(OLDEST_NODE);
    expect(majorOf(matrix.at(-1) ?? '')).toBe(majorOf(project.engines.node));
    expect(majorOf(read('.nvmrc'))).toBe(majorOf(project.engines.node));
    // Every release line with long-term support in between: the even ones.
    expect(matrix.map(majorOf)).toEqual(
      Array.from({ length: matrix.length }, (_, index) => majorOf(OLDEST_NODE) + 2 * index),
    );
    expect(jobs.package?.steps.map(({ run }) => run)).toEqual(
      expect.arrayContaining([expect.stringContaining('PACKAGE_NODE='), 'npm ci']),
    );
  });

  it.each(['README.md', 'docs/tutorial.md', 'docs/command-line.md', 'docs/deployment.md'])(
    '%s names the oldest one, and no other',
    (path) => {
      const said = [...read(path).matchAll(/Node (\d+\.\d+) or later/g)].map(([, each]) => each);

      expect(said.length).toBeGreaterThan(0);
      expect(said.filter((each) => each !== OLDEST_NODE)).toEqual([]);
    },
  );
});
