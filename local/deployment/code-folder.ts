import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CannotDeployError } from './cannot-deploy-error.ts';

/** Contents of files by path with forward slashes, as in a zip. */
export type CodeFiles = Readonly<Record<string, Uint8Array>>;

/** Lambda's own limit for the unzipped code of a function. */
const CODE_MB_MAX = 250;

const BYTES_PER_MB = 1024 * 1024;

/** Maximum number of files open at the same time: some machines allow a program only 256. */
const FILES_AT_ONCE = 64;

/**
 * Folders that no function needs: version control, virtual environments, caches, editors, reports.
 */
const LEFT_OUT_FOLDERS: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '.cache',
  '.npm',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '__pycache__',
  '.aws-sam',
  '.serverless',
  '.autotuner',
  '.idea',
  '.vscode',
]);

/**
 * Reads the code in a folder, without version control, virtual environments and caches. Broken
 * links and links to folders are left out.
 *
 * @param leftOut Names of further folders to leave out.
 * @throws {CannotDeployError} If the code is larger than Lambda accepts.
 */
export async function readCodeFolder(
  directory: string,
  leftOut: readonly string[] = [],
): Promise<CodeFiles> {
  const paths = await filesOf(directory, new Set([...LEFT_OUT_FOLDERS, ...leftOut]));
  return await readCodeFiles(directory, paths);
}

/**
 * Reads files of a folder.
 *
 * @param paths Absolute.
 * @throws {CannotDeployError} If they are larger together than Lambda accepts.
 */
export async function readCodeFiles(
  directory: string,
  paths: readonly string[],
): Promise<CodeFiles> {
  let bytes = 0;
  for (const path of paths) {
    bytes += (await stat(path)).size;
    if (bytes > CODE_MB_MAX * BYTES_PER_MB) {
      throw new CannotDeployError(
        `Cannot deploy "${directory}": Lambda accepts at most ${CODE_MB_MAX} MB of unzipped code, and the folder has more: choose a smaller one with --root`,
      );
    }
  }
  const entries: (readonly [string, Uint8Array])[] = [];
  for (let first = 0; first < paths.length; first += FILES_AT_ONCE) {
    const some = paths.slice(first, first + FILES_AT_ONCE);
    entries.push(...(await Promise.all(some.map((path) => readEntry(directory, path)))));
  }
  return Object.fromEntries(entries);
}

async function readEntry(directory: string, path: string): Promise<readonly [string, Uint8Array]> {
  const name = relative(directory, path).split(sep).join('/');
  return [name, new Uint8Array(await readFile(path))];
}

/** Absolute paths of the files in a folder and below. Links to folders are not followed. */
async function filesOf(
  directory: string,
  leftOut: ReadonlySet<string>,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (!leftOut.has(entry.name)) {
        paths.push(...(await filesOf(path, leftOut)));
      }
    } else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) {
      paths.push(path);
    }
  }
  return paths;
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
