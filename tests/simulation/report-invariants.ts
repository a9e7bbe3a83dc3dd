import { runIdOf as runIdOfArn } from '../../shared/contract/run.ts';
import * as errors from '../../shared/errors.ts';
import { hasEvents, type Scenario } from './scenario.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedExecution } from './simulated-execution.ts';

/** Objects that a run leaves in the store, successful or not. */
interface StoredReport {
  readonly status: string;
  readonly category?: string;
  readonly message?: string;
  readonly application?: { readonly kind: string; readonly powerValue: number } | null;
  readonly aliasMove?: { readonly kind: string; readonly functionVersion?: string };
  readonly watch?: { readonly kind: string };
  readonly tiers?: readonly StoredTier[];
  readonly samples?: readonly StoredTier[];
  readonly discardedTiers?: readonly StoredTier[];
}

interface StoredTier {
  readonly samples: readonly { readonly isCold: boolean }[];
  readonly errorCount: number;
}

/** A run and what it left in the store. */
export interface Reported {
  readonly execution: SimulatedExecution;
  readonly report: StoredReport | undefined;
}

/** Checks that the status of a run is true, and that a failure gives its reason. */
export function statusViolations(
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
    if (!/^[A-Za-z.]+(Error|Exception|Timeout|Timedout|Unknown)$/.test(result.error)) {
      problems.push(`FAILED with the error "${result.error}", which names no class`);
    }
    problems.push(...categoryViolations(result, report));
    if (result.cause.length < 20 || result.cause.startsWith('{')) {
      problems.push(`FAILED with the cause "${result.cause}", which gives no reason`);
    }
    return problems;
  }
  return status === 'ABORTED' ? [] : [`a run ended with the status ${status}`];
}

/** Categories of our own errors, by the names that a Lambda reports. */
const CATEGORIES: ReadonlyMap<string, string> = new Map(
  Object.values(errors)
    .filter((one) => typeof one === 'function')
    .filter((one) => one !== errors.TunerError && one.prototype instanceof errors.TunerError)
    .map((one) => new (one as new (message: string, code: string) => errors.TunerError)('', ''))
    .map(({ name, category }) => [name, category]),
);

const CATEGORY = / \[(permanent|throttled|transient|notReady|conflict|unknown)\]$/;

/** Checks that the cause ends with exactly one category, and that the report has the same. */
function categoryViolations(
  { error, cause }: { readonly error: string; readonly cause: string },
  report: StoredReport | undefined,
): readonly string[] {
  const [suffix = '', category] = CATEGORY.exec(cause) ?? [];
  const rest = cause.slice(0, cause.length - suffix.length);
  if (category === undefined || CATEGORY.test(rest)) {
    return [`FAILED with the cause "${cause}", which does not end with one category`];
  }
  const expected = CATEGORIES.get(error) ?? errors.categoryOfEngineError(error);
  return [expected, report?.category ?? expected]
    .filter((other) => other !== category)
    .map((other) => `FAILED with ${error} as ${category}, which is ${other}`);
}

/** Checks that a run that measured anything has a report, however it ended. */
export function reportViolations(
  account: SimulatedAccount,
  { execution, report }: Reported,
  scenario: Scenario,
): readonly string[] {
  const { status, states } = execution;
  const measured = settledInvocationsOf(account, execution);
  if (report === undefined) {
    return measured > 0 && canBeFound(account, execution, scenario)
      ? [`${status} after ${measured} invocations, without a report`]
      : [];
  }
  // A publishing task continues after its run is stopped.
  const wasPublishing = status === 'ABORTED' && PUBLISHING_STATES.has(states.at(-1) ?? '');
  return report.status === REPORT_STATUS[status] || wasPublishing
    ? []
    : [`a run that is ${status} has a report that says ${report.status}`];
}

const PUBLISHING_STATES: ReadonlySet<string> = new Set([
  'PublishReport',
  'PublishFailure',
  'TuningFailed',
]);

const REPORT_STATUS: Readonly<Record<string, string>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  ABORTED: 'stopped',
};

/**
 * Returns whether the sweep can find a run: without an event, a run that left no clone is found by
 * its lease, until another run takes it.
 */
function canBeFound(
  { executions }: SimulatedAccount,
  { heldFromMs = 0 }: SimulatedExecution,
  scenario: Scenario,
): boolean {
  return hasEvents(scenario) || executions.every((other) => (other.heldFromMs ?? 0) <= heldFromMs);
}

/** Checks that every invocation that was paid for is in the report. */
export function sampleViolations(
  account: SimulatedAccount,
  execution: SimulatedExecution,
  report: StoredReport | undefined,
): readonly string[] {
  if (report === undefined && execution.status === 'ABORTED') return [];
  const paid = settledInvocationsOf(account, execution);
  const tiers = [...(report?.samples ?? report?.tiers ?? []), ...(report?.discardedTiers ?? [])];
  const cause = execution.result?.status === 'FAILED' ? execution.result.cause : '';
  // If the store refuses the report, the cause of the failure says it.
  const inCause = report === undefined ? cause.matchAll(/(\d+) samples and (\d+) errors/g) : [];
  const counts = [
    ...[...inCause].map(([, samples, errors]) => Number(samples) + Number(errors)),
    ...tiers.map((tier) => tier.samples.length + tier.errorCount),
  ];
  const reported = counts.reduce((sum, count) => sum + count, 0);
  return paid <= reported
    ? []
    : [
        `${paid} invocations were paid for, and ${reported} are in the report (${execution.status})`,
      ];
}

/** Checks that a report has no more cold starts than environments were created. */
export function coldStartViolations(
  account: SimulatedAccount,
  execution: SimulatedExecution,
  report: StoredReport | undefined,
): readonly string[] {
  const made = countOf(account.host.tally.environments, account, execution);
  const tiers = [...(report?.samples ?? []), ...(report?.discardedTiers ?? [])];
  const told = tiers.flatMap(({ samples }) => samples).filter(({ isCold }) => isCold).length;
  return told <= made
    ? []
    : [`${told} cold starts are in the report, and ${made} environments were made`];
}

/** Returns the number of invocations that a run made. */
export function invocationsOf(account: SimulatedAccount, execution: SimulatedExecution): number {
  return countOf(account.host.tally.started, account, execution);
}

/** Returns the number of invocations in steps that ended; those of other steps may be lost. */
function settledInvocationsOf(account: SimulatedAccount, execution: SimulatedExecution): number {
  return countOf(account.invocations.settled, account, execution);
}

function countOf(
  byClone: ReadonlyMap<string, number>,
  account: SimulatedAccount,
  execution: SimulatedExecution,
): number {
  const prefix = `${account.deployment.clonePrefix}${runIdOf(execution)}-`;
  return [...byClone]
    .filter(([name]) => name.startsWith(prefix))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Reads the report of a run; `undefined` if there is none. */
export async function readReport(
  account: SimulatedAccount,
  execution: SimulatedExecution,
): Promise<StoredReport | undefined> {
  const text = await account.readStore(`runs/target/${runIdOf(execution)}.json`);
  return text === undefined ? undefined : JSON.parse(text);
}

function runIdOf({ executionArn }: SimulatedExecution): string {
  return runIdOfArn(executionArn);
}
