import type { HistoryEntry } from '../aws/execution-history.ts';
import type { StatesApi } from '../aws/states-api.ts';
import { readFailure } from '../contract/caught-failure.ts';
import { durableText } from '../contract/durable.ts';
import type { TierResult } from '../contract/measure-tier.ts';
import type { MeasuredRun } from '../contract/measured-run.ts';
import { RUN_VARIABLES, readRunVariables, readTierVariable } from '../contract/run-variables.ts';
import {
  type FailureReportPorts,
  failureReport,
  failureReportKey,
  type RunEnd,
} from './failure-report.ts';

/** Dependencies of {@link reportStoppedRun}. */
export type StoppedRunPorts = FailureReportPorts & Pick<StatesApi, 'readHistoryBackwards'>;

/** A run that has ended, possibly without a report. */
export interface DeadRun {
  readonly executionArn: string;
  /** Status in Step Functions, such as `ABORTED`. */
  readonly executionStatus: string;
  readonly leftOver: string | undefined;
}

/**
 * Outcome of reporting a dead run. `notDue`: the run never resolved its function, so it never gets
 * a report.
 */
export type StoppedRunOutcome = 'reported' | 'reportedBefore' | 'notDue';

/** A run as reconstructed from its history. */
interface HistoricRun {
  readonly known: MeasuredRun;
  /** Error and cause with which the execution ended, if its history has them. */
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/**
 * Writes the report of a run that ended before it could write one itself: no task runs after an
 * execution was stopped. An existing report is left unchanged.
 *
 * @throws {ContractError} If the run's stored measurements are lost or damaged.
 */
export async function reportStoppedRun(
  ports: StoppedRunPorts,
  run: DeadRun,
): Promise<StoppedRunOutcome> {
  const historic = await readHistoricRun(ports.readHistoryBackwards(run.executionArn));
  if (historic === undefined) return 'notDue';
  const key = failureReportKey(historic.known);
  if ((await ports.store.read(key)) !== undefined) return 'reportedBefore';
  const report = await failureReport(ports, historic.known, endOf(run, historic));
  const condition = { kind: 'ifAbsent' } as const;
  const { kind } = await ports.store.write(key, durableText(report), { condition });
  return kind === 'written' ? 'reported' : 'reportedBefore';
}

/**
 * Reconstructs a run. Read backwards, the first value of each variable is its latest. Each size of
 * an unfinished round has a variable of its own, recognised by the name of its tier.
 */
async function readHistoricRun(
  entries: AsyncIterable<HistoryEntry>,
): Promise<HistoricRun | undefined> {
  let error: string | undefined;
  let cause: string | undefined;
  const latest: Record<string, unknown> = {};
  const underWay = new Map<string, TierResult>();
  for await (const entry of entries) {
    if (entry.kind === 'ended') {
      ({ error, cause } = entry);
      continue;
    }
    const { variables } = entry;
    const tier = readTierVariable(variables.tier);
    // Once the results of a round are known, they include all earlier values.
    if (tier !== undefined && !underWay.has(tier.name) && !('round' in latest)) {
      underWay.set(tier.name, tier.result);
    }
    for (const [name, value] of Object.entries(variables)) {
      if (!Object.hasOwn(latest, name)) latest[name] = value;
    }
    if (RUN_VARIABLES.every((name) => Object.hasOwn(latest, name))) break;
  }
  const known = readRunVariables(latest);
  return (
    known && { known: { ...known, round: [...known.round, ...underWay.values()] }, error, cause }
  );
}

function endOf({ executionStatus, leftOver }: DeadRun, { error, cause }: HistoricRun): RunEnd {
  const common = { executionStatus, leftOver };
  switch (executionStatus) {
    case 'FAILED': {
      const failure = { Error: error ?? 'States.Runtime', ...(cause && { Cause: cause }) };
      return { ...common, status: 'failed', error: failure.Error, ...readFailure(failure) };
    }
    case 'TIMED_OUT':
      return {
        ...common,
        status: 'stopped',
        error: error ?? 'States.Timeout',
        category: 'transient',
        message: cause ?? 'The run took longer than the state machine allows',
      };
    default:
      // A person or a program stopped it, so nothing will restart it automatically.
      return {
        ...common,
        status: 'stopped',
        error: error ?? 'ExecutionAborted',
        category: 'permanent',
        message: cause ?? 'The run was stopped',
      };
  }
}
