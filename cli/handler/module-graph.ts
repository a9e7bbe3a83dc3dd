import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join, resolve, sep } from 'node:path';
import type { BuildFailure, BuildOptions, Message, Metafile } from 'esbuild';
import { HandlerError } from './handler-error.ts';
import { shownPath } from './shown-path.ts';
import { namedFiles } from './source-text.ts';

/** A handler in JavaScript or TypeScript, with everything that it imports. */
export interface ModuleGraph {
  /**
   * Absolute paths of its own file and those that it imports or mentions, except in node_modules.
   */
  readonly ownPaths: readonly string[];
  /** Absolute paths of the files in node_modules that it imports. */
  readonly packagePaths: readonly string[];
  /**
   * Whether a package is linked, so that Node would not find it if only these files were deployed.
   */
  readonly hasLinks: boolean;
  /** Whether the file itself is a CommonJS module. */
  readonly isCommonJs: boolean;
  /** Names that it exports, if it is an ES module. */
  readonly exportNames: readonly string[];
  /** The handler and all that it imports, in one ES module. */
  readonly bundle: string;
  /** The source map of the bundle; its sources are relative to {@link BUNDLE_FOLDER}. */
  readonly bundleMap: string;
}

/** Rounds of looking for files that are mentioned in files of the round before. */
const ROUNDS_MAX = 3;

/**
 * Defines `require` and what goes with it for the CommonJS modules in a bundle, as globals, so that
 * no declaration in the bundle clashes with them.
 */
const BANNER = `import { createRequire as createRequireOfBundle } from 'node:module';
globalThis.require ??= createRequireOfBundle(import.meta.url);
globalThis.__filename ??= import.meta.filename;
globalThis.__dirname ??= import.meta.dirname;`;

/**
 * Folder beside the handler that a bundle would be written to; its source map is relative to it.
 */
export const BUNDLE_FOLDER = 'out';

const SOURCE_EXTENSIONS = /\.[cm]?[jt]sx?$/;

/**
 * Follows the imports of a file.
 *
 * @param path Absolute.
 * @throws {HandlerError} If a file cannot be parsed, or an import cannot be resolved.
 */
export async function readModuleGraph(path: string): Promise<ModuleGraph> {
  let entries: readonly string[] = [path];
  for (let round = 1; ; round += 1) {
    const built = await buildEntries(path, entries);
    const inputs = Object.keys(built.metafile.inputs).map((input) => resolve(dirname(path), input));
    const sources = inputs.filter((input) => !isOfPackage(input));
    const named = sources
      .filter((source) => SOURCE_EXTENSIONS.test(source))
      .flatMap((source) => namedFiles(source, readFileSync(source, 'utf8')));
    const unknown = named.filter((file) => SOURCE_EXTENSIONS.test(file) && !inputs.includes(file));
    if (unknown.length > 0 && round < ROUNDS_MAX) {
      entries = [...entries, ...new Set(unknown)];
      continue;
    }
    const ownPaths = [...new Set([...sources, ...named])];
    const [first = path] = ownPaths.filter((file) => file === path);
    return {
      ownPaths: [first, ...ownPaths.filter((file) => file !== first)],
      packagePaths: inputs.filter(isOfPackage),
      hasLinks: hasLinks(built.metafile, path),
      ...entryOf(built, path),
    };
  }
}

function isOfPackage(path: string): boolean {
  return path.includes(`${sep}node_modules${sep}`);
}

/**
 * Whether a package is linked: its name leads out of node_modules, as in workspaces, to the hidden
 * folder of pnpm, or to a node_modules that is not above the handler.
 */
function hasLinks({ inputs }: Metafile, path: string): boolean {
  const directory = dirname(path);
  const isLinked = (name: string) => {
    const [top = '', ...inside] = resolve(directory, name).split(`${sep}node_modules${sep}`);
    return inside[0]?.startsWith('.') || !path.startsWith(top + sep);
  };
  return Object.values(inputs)
    .flatMap(({ imports }) => imports)
    .some(
      ({ original, path: name, external }) =>
        original !== undefined && /^[^./#]/.test(original) && external !== true && isLinked(name),
    );
}

type Built = Awaited<ReturnType<typeof buildEntries>>;

async function buildEntries(path: string, entries: readonly string[]) {
  const { build } = await import('esbuild');
  const options = {
    entryPoints: entries.map((entry, index) => ({ in: entry, out: String(index) })),
    absWorkingDir: dirname(path),
    outdir: BUNDLE_FOLDER,
    bundle: true,
    write: false,
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: BANNER },
    // Lists native modules among the files. In a bundle, they are bytes, and cannot be loaded.
    loader: { '.node': 'binary' },
    logLevel: 'silent',
  } as const satisfies BuildOptions;
  try {
    return await build(options);
  } catch (error) {
    const [problem] = (error as Partial<BuildFailure>).errors ?? [];
    throw problem === undefined ? error : new HandlerError(problemText(problem, path));
  }
}

function problemText({ text, location }: Message, path: string): string {
  const file = shownPath(resolve(dirname(path), location?.file ?? path));
  const place = location === null ? `"${file}"` : `"${file}", line ${location.line}`;
  const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? [];
  if (missing === undefined) {
    return `Cannot read ${place}: ${text}`;
  }
  if (missing.startsWith('.')) {
    return `Cannot find "${missing}", which ${place} imports`;
  }
  const where = missing.startsWith('@aws-sdk/')
    ? 'Lambda provides it, this machine does not: '
    : '';
  return `Cannot find the package "${missing}", which ${place} imports: ${where}install it beside the handler`;
}

function entryOf({ metafile, outputFiles }: Built, path: string) {
  const output = outputOf(metafile, path);
  const input = Object.entries(metafile.inputs).find(
    ([name]) => resolve(dirname(path), name) === path,
  )?.[1];
  return {
    isCommonJs: input?.format === 'cjs' || extname(path) === '.cjs' || extname(path) === '.cts',
    exportNames: output?.exports ?? [],
    bundle: textOf('0.js'),
    bundleMap: textOf('0.js.map'),
  };

  function textOf(name: string): string {
    return outputFiles.find((file) => file.path.endsWith(`${sep}${name}`))?.text ?? '';
  }
}

function outputOf({ outputs }: Metafile, path: string) {
  return Object.values(outputs).find(
    ({ entryPoint }) => entryPoint !== undefined && resolve(dirname(path), entryPoint) === path,
  );
}

/** Returns the absolute paths of the package.json files that decide how Node loads some files. */
export function packageFilesOf(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const start of new Set(paths.map((path) => dirname(path)))) {
    const file = nearestPackageFile(start);
    if (file !== undefined) {
      found.add(file);
    }
  }
  return [...found];
}

function nearestPackageFile(start: string): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    const file = join(directory, 'package.json');
    if (existsSync(file)) {
      return file;
    }
    if (directory === dirname(directory)) {
      return undefined;
    }
  }
}
