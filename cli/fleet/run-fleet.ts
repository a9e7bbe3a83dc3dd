import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { ExecutionEnd, ExecutionEvent } from '../../shared/aws/execution-events.ts';
import { parseDurable } from '../../shared/contract/durable.ts';
import { type Fleet, fleetSchema } from '../../shared/contract/fleet.ts';
import { fleetReportSchema } from '../../shared/contract/fleet-report.ts';
import { fleetResultSchema } from '../../shared/contract/fleet-result.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import { fleetLedgerKey } from '../../shared/contract/store-key.ts';
import { ledgerSchema } from '../../shared/core/fleet/ledger.ts';
import { rethrowDefect } from '../../shared/errors.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Account, connectAccount } from '../autotune/account.ts';
import { followExecution } from '../autotune/follow-execution.ts';
import type { Page } from '../output/answer-form.ts';
import { makeOutputPlace } from '../output-place.ts';
import { PROGRAM } from '../program-name.ts';
import { UsageError } from '../usage-error.ts';
import type { FleetStart } from './fleet-options.ts';
import { fleetText, progressText } from './fleet-text.ts';

/** Where the output goes, and how it is formatted. */
interface FleetOutput {
  /** Prints the result, on standard output. */
  result(text: string): void;
  /** Prints progress. */
  progress(text: string): void;
  readonly page: Page;
}

/**
 * Starts a fleet and follows it to its end.
 *
 * @returns The exit code.
 * @throws {TunerError} If it cannot be started or followed.
 */
export async function runFleet(
  options: FleetStart,
  output: FleetOutput,
  interrupt: AbortSignal,
): Promise<number> {
  if (options.reportPath !== undefined) {
    makeOutputPlace('--report', options.reportPath);
  }
  const account = connectAccount(options);
  try {
    const executionArn = await start(account, options);
    const fleetId = options.request.resume ?? runIdOf(executionArn);
    if (!options.isWaiting) {
      output.progress(`Started fleet ${fleetId}:`);
      output.result(executionArn);
      return 0;
    }
    output.progress(`Started fleet ${fleetId}: ${executionArn}`);
    const followed = await follow(account, { executionArn, output, interrupt });
    return await tellEnd(account, { ...followed, options, output });
  } finally {
    account.close();
  }
}

/** @throws {UsageError} If there is no such state machine. */
async function start(account: Account, options: FleetStart): Promise<string> {
  const { stateMachine, executionName = `fleet-${randomUUID()}`, request } = options;
  const stateMachineArn = stateMachine.startsWith('arn:')
    ? stateMachine
    : await account.findStateMachine(stateMachine);
  if (stateMachineArn === undefined) {
    throw new UsageError(
      `Cannot find the state machine "${stateMachine}": deploy the tuner to this account and region, or name another one with --stage, --region or --state-machine`,
    );
  }
  const { executionArn } = await account.start({
    stateMachineArn,
    name: executionName,
    input: request,
  });
  return executionArn;
}

interface Followed {
  readonly end: ExecutionEnd;
  /** Absent if the execution ended before the fleet was planned. */
  readonly fleet: Fleet | undefined;
}

/**
 * Follows a fleet: its execution's history says where the ledger is, and the ledger the progress.
 */
async function follow(
  account: Account,
  {
    executionArn,
    output,
    interrupt,
  }: {
    readonly executionArn: string;
    readonly output: FleetOutput;
    readonly interrupt: AbortSignal;
  },
): Promise<Followed> {
  let fleet: Fleet | undefined;
  let shown = '';
  const showProgress = async () => {
    const text = fleet && (await readProgress(account, fleet));
    if (text === undefined || text === shown) return;
    shown = text;
    output.progress(text);
  };
  const end = await followExecution(
    {
      clock: systemClock,
      readNewEvents: async (seenId) => {
        await showProgress();
        return await account.readNewEvents(executionArn, seenId);
      },
      readEnd: async () => (await account.readExecution(executionArn)).end,
    },
    {
      signal: interrupt,
      onEvent: (event) => {
        fleet ??= fleetOf(event);
      },
    },
  );
  return { end, fleet };
}

function fleetOf(event: ExecutionEvent): Fleet | undefined {
  const assigned = event.kind === 'stateExited' ? event.assigned.fleet : undefined;
  return assigned === undefined ? undefined : parseContract(fleetSchema, assigned, 'the fleet');
}

/**
 * Returns `undefined` if the bucket cannot be read: the fleet is then followed without progress.
 */
async function readProgress(account: Account, fleet: Fleet): Promise<string | undefined> {
  try {
    const text = await account.readObject(uriOf(fleet, fleetLedgerKey(fleet.fleetId)));
    return progressText(fleet, parseDurable(ledgerSchema, text, 'the ledger of the fleet'));
  } catch (error) {
    rethrowDefect(error);
    return undefined;
  }
}

function uriOf({ items }: Fleet, key: string): string {
  return `s3://${items.bucket}/${key}`;
}

async function tellEnd(
  account: Account,
  {
    end,
    fleet,
    options,
    output,
  }: Followed & { readonly options: FleetStart; readonly output: FleetOutput },
): Promise<number> {
  if (end.status !== 'SUCCEEDED') {
    // A fleet that was stopped has an empty error and cause.
    const how = [end.status, end.error, end.cause].filter((text) => text !== '');
    output.progress(`The fleet ended as ${how.join(': ')}`);
    if (fleet !== undefined) {
      output.progress(
        `What was measured is kept, below ${uriOf(fleet, `fleets/${fleet.fleetId}/`)}. To go on: ${PROGRAM} fleet --resume ${fleet.fleetId}`,
      );
    }
    return 1;
  }
  const result = parseContract(fleetResultSchema, end.output, 'the result of the fleet');
  const { fleetId, report: places } = result;
  const text = await account.readObject(places.json);
  const report = parseDurable(fleetReportSchema, text, `report of fleet "${fleetId}"`);
  if (options.reportPath !== undefined) {
    await writeFile(options.reportPath, await account.readObject(places.html));
    output.progress(`Report: ${options.reportPath}`);
  }
  output.result(
    options.isJson ? JSON.stringify(report, undefined, 2) : fleetText(report, output.page),
  );
  const { functionCount, counts } = report;
  return functionCount > 0 && counts.failed === 0 && counts.refused === 0 ? 0 : 1;
}
