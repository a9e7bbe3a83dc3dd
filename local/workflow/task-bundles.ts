import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import type { DeployedFunction } from '../deployment/local-deployment.ts';

/** The task Lambdas as files that can be loaded. */
export interface TaskBundles {
  pathOf(functionKey: string): string;
  remove(): Promise<void>;
}

/** Bundles the task code the way it is deployed, so that what runs here is what runs there. */
export async function bundleTasks(functions: readonly DeployedFunction[]): Promise<TaskBundles> {
  const directory = await mkdtemp(join(tmpdir(), 'autotuner-tasks-'));
  await build({
    entryPoints: functions.map(({ key, handlerPath }) => ({ in: handlerPath, out: key })),
    outdir: directory,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  // The bundler's own process would stay, with all that it read in its memory.
  await stop();
  return {
    pathOf: (functionKey) => join(directory, `${functionKey}.cjs`),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
