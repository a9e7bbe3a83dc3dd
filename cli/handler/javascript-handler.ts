import { readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { initSync, parse } from 'cjs-module-lexer';
import { transformSync } from 'esbuild';
import {
  type CodeFiles,
  readCodeFiles,
  readCodeFolder,
} from '../../local/deployment/code-folder.ts';
import type { HandlerFile } from './handler-file.ts';
import { handlerName, type InspectedHandler, type Packing } from './inspected-handler.ts';
import { type ModuleGraph, packageFilesOf, readModuleGraph } from './module-graph.ts';
import { sourceLines } from './source-lines.ts';
import { variableNames } from './source-text.ts';

const RUNTIME = 'nodejs24.x';

/**
 * Looks into a handler in JavaScript or TypeScript. JavaScript is deployed as it is, with what it
 * imports; TypeScript, and JavaScript with linked packages, as a bundle.
 *
 * @throws {HandlerError} If it cannot be parsed, or an import leads nowhere.
 */
export async function inspectJavascript({ path, kind }: HandlerFile): Promise<InspectedHandler> {
  const graph = await readModuleGraph(path);
  const exportNames = graph.isCommonJs ? commonJsExports(path) : graph.exportNames;
  const isBundled = kind === 'typescript' || graph.hasLinks;
  return {
    path,
    exportNames,
    // Lambda also looks into the default export, and CommonJS may export by any computation.
    isComplete: !graph.isCommonJs && !exportNames.includes('default'),
    exportNameDefault: 'handler',
    variableNames: [
      ...new Set(graph.ownPaths.flatMap((file) => variableNames(readFileSync(file, 'utf8')))),
    ],
    ...(isBundled && { sourceLine: sourceLines(graph.bundleMap, dirname(path)) }),
    pack: async (packing) => {
      const { directory, files } = await readFiles(graph, packing.root);
      const written = relative(directory, path).split(sep).join('/');
      // Lambda takes the name of the file to end at the first dot.
      const deployed = isBundled ? withoutDots(written, '.mjs') : withoutDots(written);
      const code = isBundled ? Buffer.from(graph.bundle) : (files[written] ?? new Uint8Array());
      return {
        runtime: RUNTIME,
        handler: handlerName(deployed, packing.exportName),
        files: { ...withoutRivals(files, written), [deployed]: code },
      };
    },
  };

  async function readFiles(
    { ownPaths, packagePaths }: ModuleGraph,
    root: Packing['root'],
  ): Promise<{ readonly directory: string; readonly files: CodeFiles }> {
    if (root !== undefined) {
      return { directory: root, files: await readCodeFolder(root) };
    }
    if (isBundled) {
      const directory = commonFolder(ownPaths);
      const data = ownPaths.filter((file) => file === path || !/\.[cm]?tsx?$/.test(file));
      return { directory, files: await readCodeFiles(directory, data) };
    }
    const paths = [...ownPaths, ...packageFilesOf(ownPaths)];
    const folders = [...new Set(packagePaths.map(packageFolder))];
    const directory = commonFolder([...paths, ...folders]);
    const packages = await Promise.all(
      folders.map(async (folder) => {
        const files = await readCodeFolder(folder, ['node_modules']);
        return Object.keys(files).map((name) => join(folder, name));
      }),
    );
    return { directory, files: await readCodeFiles(directory, [...paths, ...packages.flat()]) };
  }
}

/** Without files that Lambda would take for the handler's: those that differ by the extension. */
function withoutRivals(files: CodeFiles, path: string): CodeFiles {
  const stem = path.replace(/\.[^./]+$/, '');
  const rivals = ['.js', '.mjs', '.cjs', extname(path)].map((extension) => stem + extension);
  return Object.fromEntries(Object.entries(files).filter(([name]) => !rivals.includes(name)));
}

/** The names that Node finds in a CommonJS module, by the lexer that Node has. */
function commonJsExports(path: string): readonly string[] {
  initSync();
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'cjs' });
  return [...new Set(parse(code).exports)].filter((name) => name !== '__esModule');
}

/** `/a/node_modules/@s/p/lib/x.js` is of `/a/node_modules/@s/p`. */
function packageFolder(path: string): string {
  const start = path.lastIndexOf(`${sep}node_modules${sep}`) + `${sep}node_modules${sep}`.length;
  const [scope = '', name = ''] = path.slice(start).split(sep);
  return path.slice(0, start) + (scope.startsWith('@') ? join(scope, name) : scope);
}

function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => dirname(path));
  let common = first;
  for (const folder of others) {
    while (folder !== common && !folder.startsWith(common === sep ? sep : common + sep)) {
      common = dirname(common);
    }
  }
  return common;
}

function withoutDots(path: string, newExtension?: string): string {
  const [, folder = '', stem = '', extension = ''] = /^(.*\/)?([^/]*)(\.[^./]+)$/.exec(path) ?? [];
  return `${folder}${stem.replaceAll('.', '-')}${newExtension ?? extension}`;
}
