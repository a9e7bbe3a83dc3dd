import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFolder } from '../handler/project-folder.ts';

/** Parent folders that are searched if no folder is the top of a project. */
const PARENT_COUNT_MAX = 3;

/** Match what an error reports as missing: a file in Node.js or Python, a module, a package. */
const MISSING_FILE = /(?:ENOENT|No such file)[^'"]*['"]([^'"]+)['"]/;
const MISSING_MODULE = /cannot find (?:module|package) ['"]([^'"]+)['"]/i;
const MISSING_PYTHON_MODULE = /no module named ['"]([^'"]+)['"]/i;

/**
 * Searches for a file or module that a handler lacks: in its own folder, and above it up to the top
 * of its project.
 *
 * @param message Message of the error, with paths relative to the deployed folder.
 * @param handlerPath Absolute.
 * @returns The nearest folder that has it; `undefined` if nothing is missing, or no folder has it.
 */
export function folderWithMissing(message: string, handlerPath: string): string | undefined {
  const wanted = missingPaths(message);
  return foldersAbove(dirname(handlerPath)).find((folder) =>
    wanted.some((path) => existsSync(join(folder, path))),
  );
}

/** Returns the paths that the missing thing could have below a folder. */
function missingPaths(message: string): readonly string[] {
  const [, file] = MISSING_FILE.exec(message) ?? [];
  const [, module] = MISSING_MODULE.exec(message) ?? [];
  const [, pythonModule] = MISSING_PYTHON_MODULE.exec(message) ?? [];
  const pythonPath = pythonModule?.replaceAll('.', '/');
  return [
    ...(file === undefined ? [] : [file]),
    ...(module === undefined ? [] : [module, join('node_modules', module)]),
    ...(pythonPath === undefined ? [] : [pythonPath, `${pythonPath}.py`]),
  ];
}

function foldersAbove(start: string): readonly string[] {
  const top = projectFolder(start);
  const folders = [start];
  while (folders.at(-1) !== top && (top !== undefined || folders.length <= PARENT_COUNT_MAX)) {
    const folder = dirname(folders.at(-1) ?? start);
    if (folder === folders.at(-1)) break;
    folders.push(folder);
  }
  return folders;
}
