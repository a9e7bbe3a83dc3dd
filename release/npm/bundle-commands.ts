import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { OLDEST_NODE } from '../../cli/oldest-node.ts';
import { SOURCE_DIRECTORY } from '../packaged-service.ts';

/**
 * Worker threads. In the project, Node.js reads their TypeScript; in the package, each is a bundle.
 */
const WORKERS = [
  'local/cloud/lambda/process-host/governor-worker.ts',
  'local/workflow/task-worker.ts',
];

/**
 * Lets CommonJS modules work in a bundle of ES modules: they need `require`, and their own
 * location.
 */
const BANNER = `import { createRequire as createRequireHere } from 'node:module';
import { dirname as directoryOfPath } from 'node:path';
import { fileURLToPath as pathOfUrl } from 'node:url';
const require = createRequireHere(import.meta.url);
const fileHere = pathOfUrl(import.meta.url);
const directoryHere = directoryOfPath(fileHere);`;

/**
 * Names from the banner. They differ from CommonJS's own, because some ES modules declare those
 * themselves.
 */
const PLACES = { __filename: 'fileHere', __dirname: 'directoryHere' };

/**
 * Bundles the commands to JavaScript: one entry, and parts that it loads when needed. All are in
 * one folder. Files that the source reads from beside itself keep their paths in the project below
 * that folder.
 *
 * @returns What was bundled.
 */
export async function bundleCommands(directory: string): Promise<readonly Metafile[]> {
  const common = {
    absWorkingDir: SOURCE_DIRECTORY,
    bundle: true,
    metafile: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    target: `node${OLDEST_NODE}`,
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['esbuild'],
    inject: ['cli/older-node.ts'],
    banner: { js: BANNER },
    define: PLACES,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [placeInPackage],
  } as const satisfies BuildOptions;
  const commands = build({
    ...common,
    entryPoints: { main: 'cli/autotune.ts' },
    outdir: directory,
    splitting: true,
    chunkNames: 'part-[hash]',
  });
  const workers = WORKERS.map((path) =>
    build({
      ...common,
      entryPoints: [path],
      outfile: join(directory, path.replace(/\.ts$/, '.js')),
    }),
  );
  return (await Promise.all([commands, ...workers])).map(({ metafile }) => metafile);
}

/**
 * Rewrites the paths of files that the source reads from beside itself, because the code moves into
 * the folder of all bundles.
 */
const placeInPackage: Plugin = {
  name: 'place-in-package',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes(`${sep}node_modules${sep}`)) return undefined;
      const folder = relative(SOURCE_DIRECTORY, dirname(path)).split(sep).join('/');
      const isWorker = WORKERS.some((worker) => path.endsWith(worker));
      const text = readFileSync(path, 'utf8');
      return { contents: isWorker ? text : placed(text, folder), loader: 'ts' };
    });
  },
};

/**
 * Rewrites the paths in a source file. The patterns only match calls, not texts for other programs
 * that use the same words.
 */
function placed(text: string, folder: string): string {
  return text
    .replaceAll(
      /new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g,
      `new URL('./${folder}/$1.js', import.meta.url)`,
    )
    .replaceAll(
      /new URL\('\.\/([\w.-]+)', import\.meta\.url\)/g,
      `new URL('./${folder}/$1', import.meta.url)`,
    )
    .replaceAll(/join\(\s*import\.meta\.dirname,/g, `join(__dirname, '${folder}',`);
}
