/** `npm start`: deploys functions into a local cloud, and tunes them there as `autotune` does. */
import { join } from 'node:path';
import { styleText } from 'node:util';
import { deployFunction } from '../local/deployment/deploy-function.ts';
import { type LocalAccount, startLocalAccount } from '../local/local-account.ts';
import { startSlowHttpService } from '../local/samples/slow-http-service.ts';
import { InvalidRequestError } from '../shared/errors.ts';
import { type LivePage, tune } from './autotune/run-autotune.ts';
import { startLiveServer } from './live/live-server.ts';
import { type LocalTarget, readStartOptions, START_USAGE } from './start-options.ts';
import { UsageError } from './usage-error.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = readStartOptions(args);
  if (options.kind === 'help') {
    console.log(START_USAGE);
    return 0;
  }
  const { targets, outputDirectory, isLive, latency } = options;
  const startedAtMs = Date.now();
  const [account, service] = await Promise.all([
    startLocalAccount({ cloud: latency }),
    startSlowHttpService(),
  ]);
  process.once('SIGINT', () => void account.stop().finally(() => process.exit(130)));
  const live = isLive ? await startLiveServer() : undefined;
  let failedCount = 0;
  try {
    console.log(`Local cloud on ${account.cloud.endpoint}`);
    if (live !== undefined) {
      console.log(`Live: ${live.url}`);
    }
    await Promise.all(targets.map((target) => deploy(account, target, service.url)));
    for (const [run, target] of targets.entries()) {
      const title = `${target.functionName} (${target.character})`;
      const page = live && { publish: live.publish, run, title };
      const exitCode = await tuneTarget(account, target, { outputDirectory, live: page });
      failedCount += exitCode === 0 ? 0 : 1;
    }
  } finally {
    await Promise.all([account.stop(), service.stop(), live?.close()]);
  }
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  console.log(`\n${targets.length - failedCount} of ${targets.length} tuned in ${seconds} s`);
  return failedCount === 0 ? 0 : 1;
}

async function deploy(account: LocalAccount, target: LocalTarget, serviceUrl: string) {
  await deployFunction(account.lambda, {
    ...target,
    environment: { SERVICE_URL: serviceUrl, ...target.environment },
    roleArn: `arn:aws:iam::${account.deployment.accountId}:role/${target.functionName}`,
  });
}

/** @returns The exit code of `autotune`. */
async function tuneTarget(
  { cloud, deployment }: LocalAccount,
  { functionName, character, request }: LocalTarget,
  {
    outputDirectory,
    live,
  }: { readonly outputDirectory: string; readonly live?: LivePage | undefined },
): Promise<number> {
  console.log(`\n${styleText('bold', functionName)} (${character})`);
  return await tune(
    {
      request: { functionName, ...request },
      stateMachine: deployment.stateMachineArn,
      endpoint: cloud.endpoint,
      reportPath: join(outputDirectory, `${functionName}.html`),
      isWaiting: true,
      isJson: false,
      isStoppedOnInterrupt: false,
    },
    { result: console.log, progress: console.log, started: () => undefined },
    { interrupt: new AbortController().signal, live },
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof InvalidRequestError) {
    console.error(error.message);
  } else if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${START_USAGE}`);
  } else {
    throw error;
  }
  process.exitCode = 2;
}
