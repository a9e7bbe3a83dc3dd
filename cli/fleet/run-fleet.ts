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

/** Where lines go, and how they are shown. */
interface FleetOutput {
  /** What was asked for: standard output. */
  result(text: string): void;
  /** What happens on the way. */
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
  /** Absent where it was never planned. */
  readonly fleet: Fleet | undefined;
}

/** The history of the execution tells where the ledger is, and the ledger how far the fleet is. */
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

/** `undefined` where the bucket cannot be read: then the fleet is followed without. */
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
    // Of a fleet that was stopped, error and cause are empty.
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
