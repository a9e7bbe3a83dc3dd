import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { readCodeFiles, readCodeFolder } from '../../local/deployment/code-folder.ts';
import { commonFolder, NODE_RUNTIME, withoutDots, withoutRivals } from './deployed-files.ts';
import { HandlerError } from './handler-error.ts';
import type { HandlerFile } from './handler-file.ts';
import { handlerName, type InspectedHandler } from './inspected-handler.ts';
import { packageFilesOf } from './module-graph.ts';
import { projectFolder } from './project-folder.ts';
import { shownPath } from './shown-path.ts';
import { namedFiles, variableNames } from './source-text.ts';

const SCRIPT = /\.[cm]?js$/;

/** Matches the imports that the text of a file shows. */
const IMPORTED = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*(['"])([^'"\n]+)\1/g;

/** Whether esbuild is installed, which is an optional dependency of the npm package. */
export async function hasBundler(): Promise<boolean> {
  return await import('esbuild').then(
    () => true,
    () => false,
  );
}

/**
 * Inspects a handler in JavaScript without a bundler. It is deployed with the files beside it that
 * it mentions or, if it imports anything else, with its whole project.
 *
 * @throws {HandlerError} If it is TypeScript.
 */
export function inspectPlainly(path: string, kind: HandlerFile['kind']): InspectedHandler {
  if (kind === 'typescript') {
    throw new HandlerError(
      `Cannot read "${shownPath(path)}": TypeScript needs esbuild, which is not installed here: npm install esbuild`,
    );
  }
  const { paths, isWhole } = filesOf(path);
  return {
    path,
    // Without a bundler, its exports are known only when it runs.
    exportNames: [],
    isComplete: false,
    exportNameDefault: 'handler',
    variableNames: [...new Set(paths.flatMap((file) => variableNames(readFileSync(file, 'utf8'))))],
    pack: async ({ root, exportName }) => {
      const needed = [...paths, ...packageFilesOf(paths)];
      const folder =
        root ?? (isWhole ? undefined : (projectFolder(dirname(path)) ?? dirname(path)));
      const directory = folder ?? commonFolder(needed);
      const files = await (folder === undefined
        ? readCodeFiles(directory, needed)
        : readCodeFolder(folder));
      const written = relative(directory, path).split(sep).join('/');
      const deployed = withoutDots(written);
      return {
        runtime: NODE_RUNTIME,
        handler: handlerName(deployed, exportName),
        files: {
          ...withoutRivals(files, written),
          [deployed]: files[written] ?? new Uint8Array(),
        },
      };
    },
  };
}

/** Returns the script and the files that it mentions, and whether these are all that it needs. */
function filesOf(path: string): { readonly paths: readonly string[]; readonly isWhole: boolean } {
  const paths = [path];
  let isWhole = true;
  // Grows as it goes: each file may name further ones.
  for (const file of paths) {
    if (!SCRIPT.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    paths.push(...namedFiles(file, text).filter((named) => !paths.includes(named)));
    isWhole &&= [...text.matchAll(IMPORTED)].every(([, , name = '']) => isKnown(name, file, paths));
  }
  return { paths, isWhole };
}

function isKnown(name: string, file: string, paths: readonly string[]): boolean {
  return (
    name.startsWith('node:') ||
    builtinModules.includes(name) ||
    (name.startsWith('.') && paths.includes(resolve(dirname(file), name)))
  );
}
