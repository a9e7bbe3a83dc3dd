import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFolder } from '../handler/project-folder.ts';

/** Parents that are looked into where no folder is the top of a project. */
const PARENT_COUNT_MAX = 3;

/** What an error says is missing: a file of Node.js or Python, a module, a package. */
const MISSING_FILE = /(?:ENOENT|No such file)[^'"]*['"]([^'"]+)['"]/;
const MISSING_MODULE = /cannot find (?:module|package) ['"]([^'"]+)['"]/i;
const MISSING_PYTHON_MODULE = /no module named ['"]([^'"]+)['"]/i;

/**
 * Looks for what a handler misses: in its own folder, and above it up to the top of its project.
 *
 * @param message Of the error, with paths from the deployed folder on.
 * @param handlerPath Absolute.
 * @returns The nearest folder that has it; `undefined` if nothing is missing, or no folder has it.
 */
export function folderWithMissing(message: string, handlerPath: string): string | undefined {
  const wanted = missingPaths(message);
  return foldersAbove(dirname(handlerPath)).find((folder) =>
    wanted.some((path) => existsSync(join(folder, path))),
  );
}

/** Where the missing thing would lie below a folder. */
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
