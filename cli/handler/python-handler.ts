import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  findPython,
  type PythonExecutable,
} from '../../local/cloud/lambda/process-host/python-executable.ts';
import { type CodeFiles, readCodeFolder } from '../../local/deployment/code-folder.ts';
import type { CodePackage } from '../../local/deployment/deploy-function.ts';
import { HandlerError } from './handler-error.ts';
import { handlerName, type InspectedHandler } from './inspected-handler.ts';
import { projectFolder } from './project-folder.ts';
import { shownPath } from './shown-path.ts';
import { variableNames } from './source-text.ts';

const INSPECTOR = fileURLToPath(new URL('./inspect-python.py', import.meta.url));

/** Longest wait for a file to be parsed, in milliseconds. */
const PARSE_MS_MAX = 10_000;

/** Folders in site-packages that belong to the tools that install packages; not deployed. */
const INSTALLERS = /^(?:pip|setuptools|wheel|pkg_resources|_distutils_hack)(?:[-/.]|$)/;

/** What the inspector prints. */
type Inspection =
  | { readonly problem: string; readonly line: number | null }
  | {
      readonly functions: readonly string[];
      /** Every name of the module, functions included. */
      readonly names: readonly string[];
      readonly imports: readonly string[];
      readonly isComplete: boolean;
    };

/**
 * Inspects a handler in Python. The root folder of its imports is deployed, with the packages of
 * the virtual environment beside it.
 *
 * @throws {HandlerError} If it cannot be parsed, or this machine has no Python.
 */
export function inspectPython(path: string): InspectedHandler {
  const python = findPython();
  const shown = shownPath(path);
  if (python === undefined) {
    throw new HandlerError(`Cannot run "${shown}": python3 must be on the PATH`);
  }
  const found = inspect(python, path);
  if ('problem' in found) {
    throw new HandlerError(`Cannot read "${shown}", line ${found.line ?? 1}: ${found.problem}`);
  }
  const { functions, names, imports, isComplete } = found;
  return {
    path,
    exportNames: functions.length > 0 ? functions : names,
    isComplete,
    exportNameDefault: names.includes('handler') ? 'handler' : defaultOf(names),
    variableNames: variableNames(readFileSync(path, 'utf8')),
    pack: async ({ root, exportName }) => {
      const directory = root ?? importRoot(path, imports);
      const name = relative(directory, path).split(sep).join('/');
      return {
        runtime: `python${python.version}` as CodePackage['runtime'],
        handler: handlerName(name, exportName),
        files: {
          ...(await readInstalled(directory, python)),
          ...(await readCodeFolder(directory, ['node_modules'])),
        },
      };
    },
  };
}

/** Returns the name that the Lambda console gives a handler, if the module has it. */
function defaultOf(names: readonly string[]): string {
  return names.includes('lambda_handler') ? 'lambda_handler' : 'handler';
}

function inspect({ path: program }: PythonExecutable, path: string): Inspection {
  const output = execFileSync(program, [INSPECTOR, path], {
    encoding: 'utf8',
    timeout: PARSE_MS_MAX,
  });
  return JSON.parse(output);
}

/**
 * Returns the root folder of the imports: of the folders from the file's own package up to its
 * project, the first one in which the most imports are found.
 */
function importRoot(path: string, imports: readonly string[]): string {
  let directory = dirname(path);
  while (existsSync(join(directory, '__init__.py')) && directory !== dirname(directory)) {
    directory = dirname(directory);
  }
  const candidates = [directory, ...foldersUpTo(projectFolder(directory), directory)];
  const counts = candidates.map(
    (candidate) => imports.filter((name) => isModuleIn(candidate, name)).length,
  );
  return candidates[counts.indexOf(Math.max(...counts))] ?? directory;
}

/**
 * Returns the folders above `start`, up to `end`, which contains it; none if `end` is undefined.
 */
function foldersUpTo(end: string | undefined, start: string): readonly string[] {
  return end === undefined || end === start
    ? []
    : [dirname(start), ...foldersUpTo(end, dirname(start))];
}

function isModuleIn(directory: string, name: string): boolean {
  const [first = name] = name.split('.');
  return existsSync(join(directory, `${first}.py`)) || existsSync(join(directory, first));
}

/** Reads the packages of the virtual environment in a folder, or in one above it in its project. */
async function readInstalled(directory: string, python: PythonExecutable): Promise<CodeFiles> {
  const folders = [directory, ...foldersUpTo(projectFolder(directory), directory)];
  const installed = folders
    .flatMap((folder) => [join(folder, '.venv', 'lib'), join(folder, 'venv', 'lib')])
    .filter((folder) => existsSync(folder))
    .map((folder) => join(folder, `python${python.version}`, 'site-packages'))
    .find((folder) => existsSync(folder));
  if (installed === undefined) {
    return {};
  }
  const installers = readdirSync(installed).filter((name) => INSTALLERS.test(name));
  return await readCodeFolder(installed, installers);
}
