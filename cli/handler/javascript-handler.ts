import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { initSync, parse } from 'cjs-module-lexer';
import {
  type CodeFiles,
  readCodeFiles,
  readCodeFolder,
} from '../../local/deployment/code-folder.ts';
import { commonFolder, NODE_RUNTIME, withoutDots, withoutRivals } from './deployed-files.ts';
import type { HandlerFile } from './handler-file.ts';
import { handlerName, type InspectedHandler, type Packing } from './inspected-handler.ts';
import { type ModuleGraph, packageFilesOf, readModuleGraph } from './module-graph.ts';
import { hasBundler, inspectPlainly } from './plain-handler.ts';
import { sourceLines } from './source-lines.ts';
import { variableNames } from './source-text.ts';

/**
 * Inspects a handler in JavaScript or TypeScript. JavaScript is deployed unchanged, with what it
 * imports; TypeScript, and JavaScript with linked packages, as a bundle.
 *
 * @throws {HandlerError} If it cannot be parsed, or an import cannot be resolved.
 */
export async function inspectJavascript({ path, kind }: HandlerFile): Promise<InspectedHandler> {
  if (!(await hasBundler())) return inspectPlainly(path, kind);
  const graph = await readModuleGraph(path);
  const exportNames = graph.isCommonJs ? await commonJsExports(path) : graph.exportNames;
  const isBundled = kind === 'typescript' || graph.hasLinks;
  return {
    path,
    exportNames,
    // Lambda also looks into the default export, and CommonJS may compute its exports.
    isComplete: !graph.isCommonJs && !exportNames.includes('default'),
    exportNameDefault: 'handler',
    variableNames: [
      ...new Set(graph.ownPaths.flatMap((file) => variableNames(readFileSync(file, 'utf8')))),
    ],
    ...(isBundled && { sourceLine: sourceLines(graph.bundleMap, dirname(path)) }),
    pack: async (packing) => {
      const { directory, files } = await readFiles(graph, packing.root);
      const written = relative(directory, path).split(sep).join('/');
      // Lambda cuts the name of the file at the first dot.
      const deployed = isBundled ? withoutDots(written, '.mjs') : withoutDots(written);
      const code = isBundled ? Buffer.from(graph.bundle) : (files[written] ?? new Uint8Array());
      return {
        runtime: NODE_RUNTIME,
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

/** Returns the exports that Node finds in a CommonJS module, with the lexer that Node uses. */
async function commonJsExports(path: string): Promise<readonly string[]> {
  const { transformSync } = await import('esbuild');
  initSync();
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'cjs' });
  return [...new Set(parse(code).exports)].filter((name) => name !== '__esModule');
}

/** Returns the folder of a package: `/a/node_modules/@s/p` for `/a/node_modules/@s/p/lib/x.js`. */
function packageFolder(path: string): string {
  const start = path.lastIndexOf(`${sep}node_modules${sep}`) + `${sep}node_modules${sep}`.length;
  const [scope = '', name = ''] = path.slice(start).split(sep);
  return path.slice(0, start) + (scope.startsWith('@') ? join(scope, name) : scope);
}
