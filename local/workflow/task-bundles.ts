import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { LocalDeployment } from '../deployment/local-deployment.ts';
import { PROJECT_DIRECTORY } from '../deployment/template-files.ts';

/** The task Lambdas as files that can be loaded, or that are being made. */
export interface TaskBundles {
  /** Waits until all are made; rejects if they cannot be. */
  pathOf(functionKey: string): Promise<string>;
  /** Removes what was made. Never fails: a bundling under way is waited for, whatever it brings. */
  remove(): Promise<void>;
}

/** Where the npm package has the zips of its release; the project itself has none. */
const RELEASED_ZIPS = join(PROJECT_DIRECTORY, 'artifacts');

/** Bundles under way in this process: all share one process of the bundler. */
let bundlingCount = 0;

/**
 * Bundles the task code with the options of the deployment, or takes it from the zips of a release:
 * what runs here is what runs there.
 */
export function bundleTasks(
  deployment: Pick<LocalDeployment, 'functions' | 'bundling'>,
): TaskBundles {
  const directory = mkdtemp(join(tmpdir(), 'autotuner-tasks-'));
  const ready = directory.then((path) =>
    existsSync(RELEASED_ZIPS) ? unpackInto(path, deployment) : bundleInto(path, deployment),
  );
  // Each task that needs its bundle fails with it.
  ready.catch(() => undefined);
  return {
    pathOf: async (functionKey) => {
      await ready;
      return join(await directory, `${functionKey}${deployment.bundling.outputFileExtension}`);
    },
    remove: async () => {
      await ready.catch(() => undefined);
      const path = await directory.catch(() => undefined);
      if (path !== undefined) await rm(path, { recursive: true, force: true });
    },
  };
}

async function unpackInto(
  directory: string,
  { functions, bundling }: Pick<LocalDeployment, 'functions' | 'bundling'>,
): Promise<void> {
  const names = await readdir(RELEASED_ZIPS);
  await Promise.all(
    functions.map(async ({ key, handler }) => {
      const name = names.find((each) => each.startsWith(`${key}-`)) ?? '';
      const path = `${handler.replace(/\.handler$/, '')}${bundling.outputFileExtension}`;
      const zip = new Uint8Array(await readFile(join(RELEASED_ZIPS, name)));
      const code = unzipSync(zip, { filter: (file) => file.name === path })[path];
      if (code === undefined) {
        throw new RangeError(`Cannot run "${key}": its zip must hold "${path}": it does not`);
      }
      await writeFile(join(directory, `${key}${bundling.outputFileExtension}`), code);
    }),
  );
}

async function bundleInto(
  directory: string,
  { functions, bundling }: Pick<LocalDeployment, 'functions' | 'bundling'>,
): Promise<void> {
  const { outputFileExtension, exclude, mainFields, ...options } = bundling;
  const { build, stop } = await import('esbuild');
  bundlingCount += 1;
  try {
    await build({
      ...options,
      entryPoints: functions.map(({ key, handlerPath }) => ({ in: handlerPath, out: key })),
      outdir: directory,
      outExtension: { '.js': outputFileExtension },
      mainFields: [...mainFields],
      external: [...exclude],
      // What goes wrong is in the error that is thrown.
      logLevel: 'silent',
    });
  } finally {
    bundlingCount -= 1;
    // The bundler's process would stay, with everything that it read in its memory.
    if (bundlingCount === 0) await stop();
  }
}
