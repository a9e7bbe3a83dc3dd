import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { LocalDeployment } from '../deployment/local-deployment.ts';
import { PROJECT_DIRECTORY } from '../deployment/template-files.ts';

/** Files with the code of the task Lambdas, which may not be written yet. */
export interface TaskBundles {
  /** Waits until all files are written; rejects if that fails. */
  pathOf(functionKey: string): Promise<string>;
  /** Removes the files. Waits for bundling in progress and ignores its failure. */
  remove(): Promise<void>;
}

/** Folder with the zips of the release, in the npm package only. */
const RELEASED_ZIPS = join(PROJECT_DIRECTORY, 'artifacts');

/** Bundlings in progress in this process: all share one process of the bundler. */
let bundlingCount = 0;

/**
 * Bundles the task code with the options of the deployment, or takes it from the zips of a release:
 * the same code runs here as in an account.
 */
export function bundleTasks(
  deployment: Pick<LocalDeployment, 'functions' | 'bundling'>,
): TaskBundles {
  const directory = mkdtemp(join(tmpdir(), 'autotuner-tasks-'));
  const ready = directory.then((path) =>
    existsSync(RELEASED_ZIPS) ? unpackInto(path, deployment) : bundleInto(path, deployment),
  );
  // Each task that needs its bundle reports the failure.
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
      // Problems are in the error that is thrown.
      logLevel: 'silent',
    });
  } finally {
    bundlingCount -= 1;
    // The bundler's process would otherwise stay, with all that it has read in its memory.
    if (bundlingCount === 0) await stop();
  }
}
