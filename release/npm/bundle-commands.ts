import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { OLDEST_NODE } from '../../cli/oldest-node.ts';
import { PROJECT_DIRECTORY } from '../packaged-service.ts';

/** What Node.js reads TypeScript for in the project, and the bundler here. */
const WORKERS = [
  'local/cloud/lambda/process-host/governor-worker.ts',
  'local/workflow/task-worker.ts',
];

/** Modules of CommonJS in a module of ES: they ask for `require`, and for where they are. */
const BANNER = `import { createRequire as createRequireHere } from 'node:module';
import { dirname as directoryOfPath } from 'node:path';
import { fileURLToPath as pathOfUrl } from 'node:url';
const require = createRequireHere(import.meta.url);
const fileHere = pathOfUrl(import.meta.url);
const directoryHere = directoryOfPath(fileHere);`;

/** Names of their own in the banner, because some modules of ES declare those of CommonJS themselves. */
const PLACES = { __filename: 'fileHere', __dirname: 'directoryHere' };

/**
 * Bundles the commands to JavaScript: one entry, and what it loads when it is needed. All of it is in
 * one folder, where files that the source finds beside itself keep their paths in the project.
 *
 * @returns What was bundled.
 */
export async function bundleCommands(directory: string): Promise<readonly Metafile[]> {
  const common = {
    absWorkingDir: PROJECT_DIRECTORY,
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
 * Lets a source file find what lies beside it in the project, although its code is in the folder of
 * all bundles.
 */
const placeInPackage: Plugin = {
  name: 'place-in-package',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes(`${sep}node_modules${sep}`)) return undefined;
      const folder = relative(PROJECT_DIRECTORY, dirname(path)).split(sep).join('/');
      const isWorker = WORKERS.some((worker) => path.endsWith(worker));
      const text = readFileSync(path, 'utf8');
      return { contents: isWorker ? text : placed(text, folder), loader: 'ts' };
    });
  },
};

/** Only as it is called, not where a text for another program has the same words. */
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
