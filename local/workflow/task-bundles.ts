import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import type { DeployedFunction } from '../deployment/local-deployment.ts';

/** The task Lambdas as files that can be loaded, or that are being made. */
export interface TaskBundles {
  /** Resolves once all are made; rejects if they cannot be. */
  readonly ready: Promise<void>;
  /** Waits until it is made. */
  pathOf(functionKey: string): Promise<string>;
  /** Removes what was made. Never fails: a bundling under way is waited for, whatever it brings. */
  remove(): Promise<void>;
}

/** Bundles under way in this process: all share one process of the bundler. */
let bundlingCount = 0;

/** Bundles the task code the way it is deployed, so that what runs here is what runs there. */
export function bundleTasks(functions: readonly DeployedFunction[]): TaskBundles {
  const directory = mkdtemp(join(tmpdir(), 'autotuner-tasks-'));
  const ready = directory.then((path) => bundleInto(path, functions));
  // Each task that needs its bundle fails with it.
  ready.catch(() => undefined);
  return {
    ready,
    pathOf: async (functionKey) => {
      await ready;
      return join(await directory, `${functionKey}.cjs`);
    },
    remove: async () => {
      await ready.catch(() => undefined);
      const path = await directory.catch(() => undefined);
      if (path !== undefined) await rm(path, { recursive: true, force: true });
    },
  };
}

async function bundleInto(
  directory: string,
  functions: readonly DeployedFunction[],
): Promise<void> {
  bundlingCount += 1;
  try {
    await build({
      entryPoints: functions.map(({ key, handlerPath }) => ({ in: handlerPath, out: key })),
      outdir: directory,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      mainFields: ['module', 'main'],
      // What goes wrong is in the error that is thrown.
      logLevel: 'silent',
    });
  } finally {
    bundlingCount -= 1;
    // The bundler's process would stay, with everything that it read in its memory.
    if (bundlingCount === 0) await stop();
  }
}
