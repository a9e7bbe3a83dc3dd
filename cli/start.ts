/** `npm start`: tunes functions on this machine, through the deployed workflow. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { deployFunction } from '../local/deployment/deploy-function.ts';
import { readObject } from '../local/deployment/read-object.ts';
import { type LocalAccount, startLocalAccount } from '../local/local-account.ts';
import { machineNoise, readMachineLoad } from '../local/machine-load.ts';
import { startSlowHttpService } from '../local/samples/slow-http-service.ts';
import { parseContract } from '../shared/contract/parse-contract.ts';
import { type TuningResult, tuningResultSchema } from '../shared/contract/tuning-result.ts';
import { InvalidRequestError } from '../shared/errors.ts';
import { LiveRun } from './live/live-run.ts';
import { type LiveServer, startLiveServer } from './live/live-server.ts';
import { LocalProgress } from './progress/local-progress.ts';
import { ProgressPrinter } from './progress/progress-printer.ts';
import { failureText, isAdvice, resultText } from './result-text.ts';
import { type LocalTarget, readStartOptions, START_USAGE } from './start-options.ts';
import { UsageError } from './usage-error.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = readStartOptions(args);
  if (options.kind === 'help') {
    console.log(START_USAGE);
    return 0;
  }
  const { targets, outputDirectory, isLive } = options;
  const startedAtMs = Date.now();
  const loadBefore = readMachineLoad();
  const [account, service] = await Promise.all([startLocalAccount(), startSlowHttpService()]);
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
      const liveRun = live && liveRunOf(live, run, target);
      const isTuned = await tune(account, target, { outputDirectory, liveRun });
      failedCount += isTuned ? 0 : 1;
    }
  } finally {
    await Promise.all([account.stop(), service.stop(), live?.close()]);
  }
  for (const noise of machineNoise(loadBefore, readMachineLoad())) {
    console.log(styleText('yellow', `\nWarning: ${noise}.`));
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

function liveRunOf(
  { publish }: LiveServer,
  run: number,
  { functionName, character }: LocalTarget,
): LiveRun {
  return new LiveRun(publish, { run, title: `${functionName} (${character})` });
}

interface Telling {
  readonly outputDirectory: string;
  readonly liveRun: LiveRun | undefined;
}

/** @returns `false` if the run failed, or no size is what the request asks for. */
async function tune(
  account: LocalAccount,
  { functionName, character, request }: LocalTarget,
  { outputDirectory, liveRun }: Telling,
): Promise<boolean> {
  console.log(`\n${styleText('bold', functionName)} (${character})`);
  const progress = new LocalProgress();
  const printer = new ProgressPrinter(console.log);
  const execution = account.workflow.start(
    { functionName, ...request },
    {
      onEvent: (event) => {
        const told = progress.next(event);
        if (told !== undefined) {
          printer.onEvent(told);
          liveRun?.onEvent(told);
        }
      },
    },
  );
  const outcome = await execution.result;
  if (outcome.status !== 'SUCCEEDED') {
    const why = outcome.status === 'FAILED' ? `${outcome.error}: ${outcome.cause}` : 'aborted';
    liveRun?.end(outcome.status, why);
    console.log(failureText(outcome.status, why));
    return false;
  }
  liveRun?.end(outcome.status, '');
  const result = parseContract(tuningResultSchema, outcome.output, 'the result of the run');
  const reportPath = await saveReport(account, functionName, result, outputDirectory);
  console.log(resultText(result, reportPath));
  return isAdvice(result);
}

async function saveReport(
  account: LocalAccount,
  functionName: string,
  { report }: TuningResult,
  outputDirectory: string,
): Promise<string> {
  const path = join(outputDirectory, `${functionName}.html`);
  await mkdir(outputDirectory, { recursive: true });
  await writeFile(path, await readObject(account.s3, report.html));
  return path;
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
