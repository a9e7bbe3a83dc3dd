import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIRECTORY } from './template-files.ts';

/** Folders with files that serverless.yml includes. */
const INCLUDED_FOLDERS = ['deployment', 'functions'];

/**
 * Names of the parameters of the deployment, those without a default too: what serverless.yml and
 * the files that it includes refer to as `param:name`.
 */
export function parameterNames(): readonly string[] {
  const paths = ['serverless.yml', ...INCLUDED_FOLDERS.flatMap(templatePaths)];
  const names = paths.flatMap((path) =>
    [...readFileSync(join(PROJECT_DIRECTORY, path), 'utf8').matchAll(/\bparam:(\w+)/g)].map(
      ([, name = '']) => name,
    ),
  );
  return [...new Set(names)].toSorted();
}

function templatePaths(folder: string): readonly string[] {
  return readdirSync(join(PROJECT_DIRECTORY, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(yml|cjs)$/.test(path))
    .map((path) => join(folder, path));
}
