/**
 * `npm run bench:runs -- [--latency account] [--seed N] [--json]`: 47 runs of the deployed workflow
 * on this machine, in real time: 25 functions tuned for the first time, 15 of them again, seven
 * that cannot be tuned. `--latency account` makes the local cloud as slow as an account, `--seed`
 * seeds its random delays, `--json` prints only the figures.
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { readLatency } from '../../../cli/latency-option.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { startSlowHttpService } from '../../../local/samples/slow-http-service.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { enteredStates, runWorkflow, tuningResultOf } from '../../support/workflow-account.ts';
import {
  BENCHED_PREFIX,
  type BenchedFunction,
  deployBenchedFunctions,
} from './benched-functions.ts';
import { deployHopelessFunctions, HOPELESS_FUNCTIONS } from './hopeless-functions.ts';
import { type BenchedRun, type RunSummary, runSummary } from './run-summary.ts';

const REPEATED_COUNT = 15;

/** Upper limits of the times of runs, milliseconds. */
const TARGETS: readonly (readonly [keyof RunSummary, number])[] = [
  ['p50Ms', 5_000],
  ['p99Ms', 20_000],
  ['failedMsMax', 5_000],
  ['fastPathMsP99', 2_000],
];

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    latency: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const isJson = options.json;

const hopelessNames = new Set(HOPELESS_FUNCTIONS.map(({ functionName }) => functionName));

async function main(): Promise<void> {
  const [account, service] = await Promise.all([
    startLocalAccount({
      params: { targetFunctions: `${BENCHED_PREFIX}*`, targetRoles: `${BENCHED_PREFIX}*` },
      cloud: { ...readLatency(options.latency), random: seededRandom(Number(options.seed)) },
    }),
    startSlowHttpService(),
  ]);
  try {
    const functions = await deployBenchedFunctions(account, service.url);
    await deployHopelessFunctions(account);
    report(await benchRuns(account, functions));
  } finally {
    await Promise.all([account.stop(), service.stop()]);
  }
}

async function benchRuns(
  account: LocalAccount,
  functions: readonly BenchedFunction[],
): Promise<readonly BenchedRun[]> {
  const runs: BenchedRun[] = [];
  const repeated = functions.slice(0, REPEATED_COUNT);
  for (const one of [...functions, ...repeated, ...HOPELESS_FUNCTIONS]) {
    const run = await benchRun(account, one);
    runs.push(run);
    print(
      `${run.functionName.padEnd(32)} ${String(Math.round(run.durationMs)).padStart(6)} ms  ${run.rounds} rounds  ${run.outcome}`,
    );
  }
  return runs;
}

/** Contains only the function and its event: the tuner chooses sizes and samples. */
async function benchRun(
  account: LocalAccount,
  { functionName, payload }: BenchedFunction,
): Promise<BenchedRun> {
  const run = await runWorkflow(account, { functionName, payload });
  const { result, durationMs } = run;
  const rounds = enteredStates(run).filter((name) => name === 'BenchmarkTiers').length;
  if (result.status === 'SUCCEEDED') {
    const { path, tuningCostUsd } = tuningResultOf(run);
    return { functionName, durationMs, rounds, outcome: path, isFailed: false, tuningCostUsd };
  }
  const outcome = result.status === 'FAILED' ? result.error : result.status;
  return { functionName, durationMs, rounds, outcome, isFailed: true, tuningCostUsd: 0 };
}

function report(runs: readonly BenchedRun[]): void {
  const summary = runSummary(runs);
  if (isJson) {
    console.log(JSON.stringify(summary));
  } else {
    printSummary(runs, summary);
  }
  process.exitCode = unexpected(runs).length === 0 ? 0 : 1;
}

/** Returns the runs that succeeded but must fail, or failed but must succeed. */
function unexpected(runs: readonly BenchedRun[]): readonly BenchedRun[] {
  return runs.filter(({ functionName, isFailed }) => isFailed !== hopelessNames.has(functionName));
}

function printSummary(runs: readonly BenchedRun[], summary: RunSummary): void {
  const succeeded = runs.filter(({ isFailed }) => !isFailed);
  const recalled = succeeded.filter(({ outcome }) => outcome === 'recalled');
  const costUsd = succeeded.reduce((sum, { tuningCostUsd }) => sum + tuningCostUsd, 0);
  const measuredCount = succeeded.length - recalled.length;
  const { p50Ms, p90Ms, p95Ms, p99Ms } = summary;
  print(
    `\nseed ${options.seed}, latency ${options.latency ?? 'none'}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}`,
  );
  print(
    `${summary.runs} runs, ${summary.failed} failed, ${unexpected(runs).length} otherwise than they should`,
  );
  print(`successful: P50 ${p50Ms} ms, P90 ${p90Ms} ms, P95 ${p95Ms} ms, P99 ${p99Ms} ms`);
  print(`failed: ${summary.failedMsMax} ms at the most; time to FAILED of each:`);
  for (const { functionName, durationMs, rounds, outcome } of runs) {
    if (!hopelessNames.has(functionName)) continue;
    print(`  ${functionName}: ${Math.round(durationMs)} ms, ${rounds} rounds, ${outcome}`);
  }
  print(
    `fast path: ${Math.round((100 * recalled.length) / succeeded.length)} % of the successful, P99 ${summary.fastPathMsP99} ms`,
  );
  print(
    `tuning: $${costUsd.toFixed(6)} at list prices, $${(costUsd / measuredCount).toFixed(6)} for each function measured`,
  );
  for (const [name, targetMs] of TARGETS) {
    const verdict = summary[name] < targetMs ? 'met' : 'MISSED';
    print(`  ${name}: ${summary[name]} (target ${targetMs}): ${verdict}`);
  }
}

function print(line: string): void {
  if (!isJson) {
    console.log(line);
  }
}

await main();
