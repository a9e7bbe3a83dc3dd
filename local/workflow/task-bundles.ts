import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import type { LocalDeployment } from '../deployment/local-deployment.ts';

/** The task Lambdas as files that can be loaded. */
export interface TaskBundles {
  pathOf(functionKey: string): string;
  remove(): Promise<void>;
}

/** Bundles the task code with the options of the deployment: what runs here is what runs there. */
export async function bundleTasks({
  functions,
  bundling,
}: Pick<LocalDeployment, 'functions' | 'bundling'>): Promise<TaskBundles> {
  const { outputFileExtension, exclude, mainFields, ...options } = bundling;
  const directory = await mkdtemp(join(tmpdir(), 'autotuner-tasks-'));
  await build({
    ...options,
    entryPoints: functions.map(({ key, handlerPath }) => ({ in: handlerPath, out: key })),
    outdir: directory,
    outExtension: { '.js': outputFileExtension },
    mainFields: [...mainFields],
    external: [...exclude],
    logLevel: 'error',
  });
  // Otherwise the bundler's process stays, with the sources in its memory.
  await stop();
  return {
    pathOf: (functionKey) => join(directory, `${functionKey}${outputFileExtension}`),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
