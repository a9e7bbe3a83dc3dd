import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { parse } from 'yaml';

/** The project's directory, which serverless.yml and the paths in it are relative to. */
export const PROJECT_DIRECTORY = join(import.meta.dirname, '..', '..');

const require = createRequire(import.meta.url);

/**
 * Returns a reader for the files that serverless.yml includes with `file(path)` or
 * `file(path):address`. Each file is read once.
 *
 * @returns A function that returns the content, or the part that `address` names: in a YAML file
 *   the value at a path of keys joined with dots, in a module the result of an exported function.
 *   `undefined` if there is no such part.
 */
export function templateFiles(): (reference: string) => unknown {
  const contents = new Map<string, unknown>();
  return (reference) => {
    const [, path = '', address] = /^file\(([^)]+)\)(?::(.+))?$/.exec(reference) ?? [];
    const content = contents.get(path) ?? readTemplateFile(path);
    contents.set(path, content);
    const value = address === undefined ? content : valueAt(content, address);
    return typeof value === 'function' ? value() : value;
  };
}

/** Returns the value at a path of keys joined with dots; `undefined` if one is missing. */
export function valueAt(content: unknown, address: string): unknown {
  return address
    .split('.')
    .reduce<unknown>(
      (value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key],
      content,
    );
}

/** Reads a YAML file or a CommonJS module, as the Serverless Framework does. */
export function readTemplateFile(path: string): unknown {
  const absolute = join(PROJECT_DIRECTORY, path);
  return extname(path) === '.cjs'
    ? require(absolute)
    : parse(readFileSync(absolute, 'utf8'), { merge: true });
}
