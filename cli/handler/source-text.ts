import { statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';

/** Texts in quotes that are short enough to be the name of a file. */
const QUOTED = /(['"`])([^'"`\n]{1,200})\1/g;

/** How JavaScript and Python read environment variables. */
const VARIABLES = [
  /\bprocess\.env(?:\.|\[['"])([A-Za-z_]\w*)/g,
  /\b(?:environ\[|environ\.get\(|getenv\()\s*['"]([A-Za-z_]\w*)/g,
];

/** `const { A, B: b } = process.env`. */
const DESTRUCTURED = /\{([^{}]*)\}\s*=\s*process\.env\b/g;

/**
 * Returns the absolute paths of files that a source text mentions in quotes, such as the file of a
 * worker thread or a template. Only files in its folder or below count.
 */
export function namedFiles(sourcePath: string, text: string): readonly string[] {
  const directory = dirname(sourcePath);
  const names = [...text.matchAll(QUOTED)].map(([, , name = '']) => name);
  return [...new Set(names)]
    .filter((name) => /\.\w+$/.test(name) && !isAbsolute(name))
    .map((name) => resolve(directory, name))
    .filter((path) => path.startsWith(`${directory}/`) && path !== sourcePath && isFile(path));
}

/** Returns the names of the environment variables that a source text reads. */
export function variableNames(text: string): readonly string[] {
  const direct = VARIABLES.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, name = '']) => name),
  );
  const destructured = [...text.matchAll(DESTRUCTURED)].flatMap(([, names = '']) =>
    names.split(',').flatMap((name) => /^\s*([A-Za-z_]\w*)/.exec(name)?.[1] ?? []),
  );
  return [...new Set([...direct, ...destructured])];
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
