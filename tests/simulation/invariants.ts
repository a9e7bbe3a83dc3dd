import { runIdOf as runIdOfArn } from '../../shared/contract/run.ts';
import type { Scenario } from './scenario.ts';
import { FOREIGN_JOURNAL_NAME, type SimulatedAccount } from './simulated-account.ts';
import type { SimulatedExecution } from './simulated-execution.ts';
import type { TargetWatch } from './target-watch.ts';

/** What a run leaves in the store, successful or not. */
interface StoredReport {
  readonly status: string;
  readonly category?: string;
  readonly message?: string;
  readonly application?: { readonly kind: string; readonly powerValue: number } | null;
  readonly tiers?: readonly StoredTier[];
  readonly samples?: readonly StoredTier[];
  readonly discardedTiers?: readonly StoredTier[];
}

interface StoredTier {
  readonly samples: readonly unknown[];
  readonly errorCount: number;
}

/** What a run may take beside its invocations: every retry of every state at its longest. */
const OVERHEAD_MS_MAX = 2 * 3_600_000;

/** Start of an environment, and the way there and back. */
const INVOCATION_OVERHEAD_MS = 15_000;

/** Looks for everything that must never happen; empty if all is well. */
export async function findViolations(
  account: SimulatedAccount,
  scenario: Scenario,
  watch: TargetWatch,
): Promise<readonly string[]> {
  const reports = await Promise.all(
    account.executions.map(async (execution) => ({
      execution,
      report: await readReport(account, execution),
    })),
  );
  return [
    ...watch.violations,
    ...leftOvers(account),
    ...targetViolations(account, watch, reports),
    ...concurrencyViolations(account, scenario),
    ...overlapViolations(account),
    ...reports.flatMap(({ execution, report }) => [
      ...statusViolations(execution, report),
      ...sampleViolations(account, execution, report),
      ...budgetViolations(account, execution, scenario),
      ...boundViolations(execution, scenario),
    ]),
  ];
}

interface Reported {
  readonly execution: SimulatedExecution;
  readonly report: StoredReport | undefined;
}

function leftOvers(account: SimulatedAccount): readonly string[] {
  const names = account.cloud.listFunctions().map(({ functionName }) => functionName);
  const clones = names.filter((name) => name.startsWith(account.deployment.clonePrefix));
  return [
    ...clones.map((name) => `clone ${name} is left after the sweep`),
    ...account
      .storeKeys('journal/')
      .filter((key) => !key.endsWith(FOREIGN_JOURNAL_NAME))
      .map((key) => `${key} is left after the sweep`),
    ...['target', 'bystander']
      .filter((name) => !names.includes(name))
      .map((name) => `function ${name} is gone`),
  ];
}

function targetViolations(
  account: SimulatedAccount,
  watch: TargetWatch,
  reports: readonly Reported[],
): readonly string[] {
  const { powerValue, foreignPowerValue } = watch;
  if (powerValue === foreignPowerValue) return [];
  // Where the store does not take the report, the cause of the failure says it.
  const isReported = reports.some(
    ({ execution, report }) =>
      (report?.application?.kind === 'applied' && report.application.powerValue === powerValue) ||
      (execution.result?.status === 'FAILED' &&
        execution.result.cause.includes(`to ${powerValue} MB`)),
  );
  const wasStopped = account.executions.some(({ status }) => status === 'ABORTED');
  return isReported || wasStopped
    ? []
    : [`the target has ${powerValue} MB, and no run reports that it applied them`];
}

function statusViolations(
  { status, result }: SimulatedExecution,
  report: StoredReport | undefined,
): readonly string[] {
  if (result?.status === 'SUCCEEDED') {
    const output = result.output as { readonly powerValue?: number; readonly tiers?: unknown[] };
    const isComplete =
      typeof output.powerValue === 'number' &&
      output.tiers?.length &&
      report?.status === 'succeeded';
    return isComplete ? [] : ['SUCCEEDED without a complete result'];
  }
  if (result?.status === 'FAILED') {
    const problems = [];
    if (!/^[A-Za-z.]+(Error|Exception|Timeout|Timedout)$/.test(result.error)) {
      problems.push(`FAILED with the error "${result.error}", which names no class`);
    }
    if (result.cause.length < 20 || result.cause.startsWith('{')) {
      problems.push(`FAILED with the cause "${result.cause}", which nobody can act on`);
    }
    return problems;
  }
  return status === 'ABORTED' ? [] : [`a run ended with the status ${status}`];
}

function sampleViolations(
  account: SimulatedAccount,
  execution: SimulatedExecution,
  report: StoredReport | undefined,
): readonly string[] {
  if (execution.result === undefined) return [];
  const paid = invocationsOf(account, execution);
  const tiers = [...(report?.samples ?? report?.tiers ?? []), ...(report?.discardedTiers ?? [])];
  const inCause = [
    ...JSON.stringify(execution.result).matchAll(/(\d+) samples and (\d+) errors/g),
  ].map(([, samples, errors]) => Number(samples) + Number(errors));
  const counts = [...inCause, ...tiers.map((tier) => tier.samples.length + tier.errorCount)];
  const reported = counts.reduce((sum, count) => sum + count, 0);
  return paid <= reported
    ? []
    : [
        `${paid} invocations were paid for, and ${reported} are in the report (${execution.status})`,
      ];
}

/** The most invocations that a request may lead to. */
function invocationBudget(request: Scenario['request']): number {
  const { powerValues, sampleCount } = request as { powerValues?: number[]; sampleCount?: number };
  const tierCount = powerValues?.length ?? 7;
  const restartFactor = request.onRelease === 'restart' ? 2 : 1;
  return restartFactor * tierCount * (2 * ((sampleCount ?? 10) + 2) + 2);
}

function budgetViolations(
  account: SimulatedAccount,
  execution: SimulatedExecution,
  { request }: Scenario,
): readonly string[] {
  const budget = invocationBudget(request);
  const paid = invocationsOf(account, execution);
  return paid <= budget ? [] : [`${paid} invocations are more than the budget of ${budget}`];
}

function concurrencyViolations(account: SimulatedAccount, { request, account: plan }: Scenario) {
  const requested = (request.concurrencyMax as number | undefined) ?? 20;
  const max = Math.max(1, Math.min(requested, Math.floor(plan.accountConcurrency / 5)));
  const { inFlightMax } = account.host.tally;
  return inFlightMax <= max
    ? []
    : [`${inFlightMax} invocations were in flight at once, and ${max} are allowed`];
}

function overlapViolations({ executions }: SimulatedAccount): readonly string[] {
  const holders = executions
    .filter(({ heldFromMs }) => heldFromMs !== undefined)
    .map(({ heldFromMs = 0, heldUntilMs, stoppedAtMs }) => ({
      fromMs: heldFromMs,
      untilMs: heldUntilMs ?? stoppedAtMs ?? Number.POSITIVE_INFINITY,
    }))
    .toSorted((a, b) => a.fromMs - b.fromMs);
  return holders.some(({ untilMs }, index) => untilMs > (holders[index + 1]?.fromMs ?? untilMs))
    ? ['two runs had the function at once']
    : [];
}

function boundViolations(
  { startedAtMs, stoppedAtMs }: SimulatedExecution,
  { request, target }: Scenario,
): readonly string[] {
  const durationMs = (stoppedAtMs ?? Number.POSITIVE_INFINITY) - startedAtMs;
  const invocationMs = (target.Timeout ?? 3) * 1000 + INVOCATION_OVERHEAD_MS;
  const boundMs = OVERHEAD_MS_MAX + invocationBudget(request) * invocationMs;
  return durationMs <= boundMs ? [] : [`a run took ${durationMs} ms, more than ${boundMs}`];
}

function invocationsOf(account: SimulatedAccount, execution: SimulatedExecution): number {
  const prefix = `${account.deployment.clonePrefix}${runIdOf(execution)}-`;
  return [...account.host.tally.started]
    .filter(([name]) => name.startsWith(prefix))
    .reduce((sum, [, count]) => sum + count, 0);
}

async function readReport(
  account: SimulatedAccount,
  execution: SimulatedExecution,
): Promise<StoredReport | undefined> {
  const text = await account.readStore(`runs/target/${runIdOf(execution)}.json`);
  return text === undefined ? undefined : JSON.parse(text);
}

function runIdOf({ executionArn }: SimulatedExecution): string {
  return runIdOfArn(executionArn);
}
