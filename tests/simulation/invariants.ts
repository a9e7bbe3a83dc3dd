import { createHash } from 'node:crypto';
import type { Scenario } from './scenario.ts';
import type { SimulatedAccount, SimulatedExecution } from './simulated-account.ts';
import type { TargetWatch } from './target-watch.ts';

/** What a run leaves in the store, successful or not. */
interface StoredReport {
  readonly status: string;
  readonly category?: string;
  readonly message?: string;
  readonly application?: { readonly kind: string; readonly powerValue: number } | null;
  readonly tiers?: readonly StoredTier[];
  readonly samples?: readonly StoredTier[];
}

interface StoredTier {
  readonly samples: readonly unknown[];
  readonly errorCount: number;
}

/** Hours that a run may take beside its invocations: every retry of every state at its longest. */
const RUN_MS_MAX = 3 * 3_600_000;

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
    ...reports.flatMap(({ execution, report }) => [
      ...statusViolations(execution, report),
      ...sampleViolations(account, execution, report),
      ...budgetViolations(account, execution, scenario),
      ...boundViolations(execution),
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
    ...account.storeKeys('journal/').map((key) => `${key} is left after the sweep`),
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
  const isReported = reports.some(
    ({ report }) =>
      report?.application?.kind === 'applied' && report.application.powerValue === powerValue,
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
  const tiers = report?.samples ?? report?.tiers ?? [];
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

function budgetViolations(
  account: SimulatedAccount,
  execution: SimulatedExecution,
  { request }: Scenario,
): readonly string[] {
  const { powerValues, sampleCount } = request as { powerValues?: number[]; sampleCount?: number };
  const tierCount = powerValues?.length ?? 7;
  const budget = tierCount * (2 * ((sampleCount ?? 10) + 2) + 2);
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

function boundViolations({ startedAtMs, stoppedAtMs }: SimulatedExecution): readonly string[] {
  const durationMs = (stoppedAtMs ?? Number.POSITIVE_INFINITY) - startedAtMs;
  return durationMs <= RUN_MS_MAX ? [] : [`a run took ${durationMs} ms`];
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
  return createHash('sha256').update(executionArn).digest('hex').slice(0, 12);
}
