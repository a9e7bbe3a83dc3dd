/** `npm start`: tunes functions on this machine, through the deployed workflow. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { deployFunction } from '../local/deployment/deploy-function.ts';
import { type LocalAccount, startLocalAccount } from '../local/deployment/local-account.ts';
import { readObject } from '../local/deployment/read-object.ts';
import { startSlowHttpService } from '../local/samples/slow-http-service.ts';
import { changeText } from '../shared/contract/change-text.ts';
import { parseContract } from '../shared/contract/parse-contract.ts';
import { type TuningResult, tuningResultSchema } from '../shared/contract/tuning-result.ts';
import { ProgressPrinter } from './progress.ts';
import { type LocalTarget, readStartOptions, START_USAGE, UsageError } from './start-options.ts';
import { tierTable } from './tier-table.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = readStartOptions(args);
  if (options.kind === 'help') {
    console.log(START_USAGE);
    return 0;
  }
  const { targets, outputDirectory } = options;
  const startedAtMs = Date.now();
  const [account, service] = await Promise.all([startLocalAccount(), startSlowHttpService()]);
  process.once('SIGINT', () => void account.stop().finally(() => process.exit(130)));
  let failedCount = 0;
  try {
    console.log(`Local cloud on ${account.cloud.endpoint}`);
    await Promise.all(targets.map((target) => deploy(account, target, service.url)));
    for (const target of targets) {
      const isTuned = await tune(account, target, outputDirectory);
      failedCount += isTuned ? 0 : 1;
    }
  } finally {
    await Promise.all([account.stop(), service.stop()]);
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

/** @returns `false` if the run failed. */
async function tune(
  account: LocalAccount,
  { functionName, character, request }: LocalTarget,
  outputDirectory: string,
): Promise<boolean> {
  console.log(`\n${styleText('bold', functionName)} (${character})`);
  const progress = new ProgressPrinter(console.log);
  const execution = account.workflow.start(
    { functionName, ...request },
    { onEvent: (event) => progress.onEvent(event) },
  );
  const outcome = await execution.result;
  if (outcome.status !== 'SUCCEEDED') {
    const why = outcome.status === 'FAILED' ? `${outcome.error}: ${outcome.cause}` : 'aborted';
    console.log(`\n  ${styleText('red', outcome.status)} ${why}`);
    return false;
  }
  const result = parseContract(tuningResultSchema, outcome.output, 'the result of the run');
  const reportPath = await saveReport(account, functionName, result, outputDirectory);
  printResult(result, reportPath);
  return true;
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

function printResult(result: TuningResult, reportPath: string): void {
  console.log(`\n${tierTable(result)}\n`);
  console.log(`  ${styleText('bold', `${result.powerValue} MB`)}: ${result.decision.rationale}`);
  console.log(`  ${changeText(result)}`);
  console.log(
    `  Tuning took ${result.invocationCount} invocations, which would cost $${result.tuningCostUsd.toFixed(6)} on AWS.`,
  );
  console.log(`  Report: ${reportPath}`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) {
    throw error;
  }
  console.error(`${error.message}\n\n${START_USAGE}`);
  process.exitCode = 2;
}
