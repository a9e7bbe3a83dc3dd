import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { LatencyProfile } from '../../local/cloud/latency-profile.ts';
import {
  deployFunction,
  type FunctionSource,
  zipPackage,
} from '../../local/deployment/deploy-function.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { machineNoise, readMachineLoad } from '../../local/machine-load.ts';
import { sampleCode } from '../../local/samples/sample-functions.ts';
import { startSlowHttpService } from '../../local/samples/slow-http-service.ts';
import { type LivePage, tune } from '../autotune/run-autotune.ts';
import { EXIT_FAILED, EXIT_IMPOSSIBLE } from '../autotune/run-end.ts';
import { packageHandler } from '../handler/package-handler.ts';
import { startLiveServer } from '../live/live-server.ts';
import { Display } from '../output/display.ts';
import { makeOutputFolder } from '../output-place.ts';
import type { LocalTarget, StartOptions } from '../start-options.ts';
import { requestForMachine } from './machine-sizes.ts';
import { tryHandler } from './try-handler.ts';

/**
 * Deploys functions into a local cloud, and tunes them there as `autotune run` does.
 *
 * @returns The exit code: that of a failed run, if one failed, or else that of an impossible limit,
 *   if there was one.
 * @param interrupt Ends the command, after everything that it has started is stopped.
 * @throws {UsageError} If reports could not be written.
 * @throws {HandlerError} If a handler cannot be deployed, or fails before it is tuned.
 * @throws {CannotDeployError} If there is too much code, or Lambda refuses it.
 * @throws {InterruptedError} If it is interrupted.
 */
export async function tuneTargets(
  { targets, outputDirectory, isLive, latency, output }: Extract<StartOptions, { kind: 'tune' }>,
  interrupt: AbortSignal,
): Promise<number> {
  const display = new Display(output);
  makeOutputFolder('--output', outputDirectory);
  const startedAtMs = Date.now();
  const loadBefore = readMachineLoad();
  const hasSamples = targets.some(({ source }) => source.kind === 'sample');
  const service = hasSamples ? await startSlowHttpService() : undefined;
  let exitCodes: readonly number[] = [];
  try {
    const sources: FunctionSource[] = [];
    for (const target of targets) {
      interrupt.throwIfAborted();
      sources.push(
        await readSource(target, { outputDirectory, serviceUrl: service?.url, display, interrupt }),
      );
    }
    exitCodes = await tuneInCloud({
      targets,
      sources,
      outputDirectory,
      isLive,
      latency,
      display,
      interrupt,
    });
  } finally {
    display.finish(targets.length > 1);
    await service?.stop();
  }
  for (const noise of machineNoise(loadBefore, readMachineLoad())) {
    display.warn(`${noise}.`);
  }
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  const tunedCount = exitCodes.filter((code) => code === 0 || code === EXIT_IMPOSSIBLE).length;
  display.note(`\n${tunedCount} of ${targets.length} tuned in ${seconds} s`);
  if (tunedCount < targets.length) {
    return EXIT_FAILED;
  }
  return exitCodes.includes(EXIT_IMPOSSIBLE) ? EXIT_IMPOSSIBLE : 0;
}

interface Surroundings {
  readonly outputDirectory: string;
  /** Address of the service that the sample functions call. */
  readonly serviceUrl: string | undefined;
  readonly display: Display;
  readonly interrupt: AbortSignal;
}

/** Finds the code of a target; the user's own handler is tried first. */
async function readSource(
  target: LocalTarget,
  { outputDirectory, serviceUrl = '', display, interrupt }: Surroundings,
): Promise<FunctionSource> {
  const { functionName, memoryMb, timeoutSeconds, environment, source: found } = target;
  const settings = { functionName, memoryMb, timeoutSeconds, environment };
  if (found.kind === 'sample') {
    const code = await sampleCode(found);
    return { ...settings, code, environment: { ...environment, SERVICE_URL: serviceUrl } };
  }
  const handler = await packageHandler(found.choice);
  const source = { ...settings, code: zipPackage(handler.code) };
  display.note(`Trying ${target.character}, for ${timeoutSeconds} s at most, again if it fails`);
  const tried = await tryHandler({ target, handler, source, outputDirectory }, interrupt);
  const { runtime } = tried.code;
  if (runtime !== source.code.runtime) {
    display.note(
      `It takes a callback, which ${source.code.runtime} does not support: it is measured with ${runtime}`,
    );
  }
  return tried;
}

interface CloudRun {
  readonly targets: readonly LocalTarget[];
  readonly sources: readonly FunctionSource[];
  readonly outputDirectory: string;
  readonly isLive: boolean;
  readonly latency: LatencyProfile;
  readonly display: Display;
  readonly interrupt: AbortSignal;
}

/** @returns The exit code of each target. */
async function tuneInCloud({
  targets,
  sources,
  outputDirectory,
  isLive,
  latency,
  display,
  interrupt,
}: CloudRun): Promise<readonly number[]> {
  const account = await startLocalAccount({ cloud: latency, isReadyLater: true });
  const live = isLive ? await startLiveServer() : undefined;
  const exitCodes: number[] = [];
  const told = new Set<string>();
  try {
    interrupt.throwIfAborted();
    display.note(`Local cloud on ${account.cloud.endpoint}`, 'muted');
    if (live !== undefined) {
      display.note(`Live: ${live.url}`);
    }
    await Promise.all(sources.map((source) => deployFunction(account.lambda, source)));
    for (const [run, target] of targets.entries()) {
      const title = `${target.functionName} (${target.character})`;
      const page = live && { publish: live.publish, run, title };
      interrupt.throwIfAborted();
      exitCodes.push(
        await tuneTarget(account, target, {
          outputDirectory,
          display,
          interrupt,
          live: page,
          told,
        }),
      );
    }
    interrupt.throwIfAborted();
  } finally {
    await Promise.all([account.stop(), live?.close()]);
  }
  return exitCodes;
}

/** @returns The exit code of the run. */
async function tuneTarget(
  { cloud, deployment }: LocalAccount,
  { functionName, character, request: asked }: LocalTarget,
  {
    outputDirectory,
    display,
    interrupt,
    live,
    told,
  }: Pick<CloudRun, 'outputDirectory' | 'display' | 'interrupt'> & {
    readonly live: LivePage | undefined;
    /** Notices about the sizes that were shown already; each is shown once. */
    readonly told: Set<string>;
  },
): Promise<number> {
  display.note(`\n${functionName} (${character})`, 'strong');
  const { request, notice } = requestForMachine(asked, availableParallelism());
  if (notice !== undefined && !told.has(notice)) {
    told.add(notice);
    display.note(notice);
  }
  return await tune(
    {
      request: { functionName, ...request },
      stateMachine: deployment.stateMachineArn,
      endpoint: cloud.endpoint,
      reportPath: join(outputDirectory, `${functionName}.html`),
      isWaiting: true,
      isStoppedOnInterrupt: false,
    },
    { display, interrupt, live, isInAccount: false },
  );
}
