import {
  coldStartViolations,
  invocationsOf,
  type Reported,
  readReport,
  reportViolations,
  sampleViolations,
  statusViolations,
} from './report-invariants.ts';
import type { Scenario } from './scenario.ts';
import { FOREIGN_JOURNAL_NAME, type SimulatedAccount } from './simulated-account.ts';
import type { SimulatedExecution } from './simulated-execution.ts';
import type { TargetWatch } from './target-watch.ts';

/**
 * Longest time that a run may take in addition to its invocations: every retry of every state at
 * its longest.
 */
const OVERHEAD_MS_MAX = 2 * 3_600_000;

/** Start of an environment, and the round trip of an invocation. */
const INVOCATION_OVERHEAD_MS = 15_000;

/** Returns everything that must never happen and did; empty if all is well. */
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
    ...targetViolations(watch, reports),
    ...concurrencyViolations(account, scenario),
    ...overlapViolations(account),
    ...reports.flatMap(({ execution, report }) => [
      ...statusViolations(execution, report),
      ...reportViolations(account, { execution, report }, scenario),
      ...sampleViolations(account, execution, report),
      ...(scenario.request.coldStarts ? coldStartViolations(account, execution, report) : []),
      ...budgetViolations(account, execution, scenario),
      ...boundViolations(execution, scenario),
    ]),
  ];
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

/** Checks that the function and its alias are unchanged, or as a run reports that it left them. */
function targetViolations(watch: TargetWatch, reports: readonly Reported[]): readonly string[] {
  const { powerValue, foreignPowerValue, ourAliasVersion } = watch;
  const isReported = (holds: (report: NonNullable<Reported['report']>) => boolean, text: string) =>
    reports.some(
      ({ execution, report }) =>
        (report !== undefined && report.watch?.kind !== 'rolledBack' && holds(report)) ||
        // If the store refuses the report, the cause of the failure says it.
        (execution.result?.status === 'FAILED' && execution.result.cause.includes(text)),
    );
  const violations: string[] = [];
  const isApplied = isReported(
    ({ application }) => application?.kind === 'applied' && application.powerValue === powerValue,
    `to ${powerValue} MB`,
  );
  if (powerValue !== foreignPowerValue && !isApplied) {
    violations.push(`the target has ${powerValue} MB, and no run reports that it applied them`);
  }
  const isMoved = isReported(
    ({ aliasMove }) => aliasMove?.kind === 'moved' && aliasMove.functionVersion === ourAliasVersion,
    `to version ${ourAliasVersion}`,
  );
  if (ourAliasVersion !== undefined && !isMoved) {
    violations.push(`the alias points to our version ${ourAliasVersion}, and no run reports it`);
  }
  return violations;
}

/** Returns the maximum number of invocations that a request may lead to. */
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
  // If the account's limit may not be read, the request's own applies.
  const isDenied = account.cloud.calls
    .list()
    .some(({ action, status }) => action === 'GetAccountSettings' && status === 403);
  const fifth = isDenied ? requested : Math.floor(plan.accountConcurrency / 5);
  const max = Math.max(1, Math.min(requested, fifth));
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
  const watchMs = 60_000 * Number(request.watchMinutes ?? 0);
  const boundMs = OVERHEAD_MS_MAX + watchMs + invocationBudget(request) * invocationMs;
  return durationMs <= boundMs ? [] : [`a run took ${durationMs} ms, more than ${boundMs}`];
}
