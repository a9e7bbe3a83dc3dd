import { createHash } from 'node:crypto';
import {
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { findViolations } from './invariants.ts';
import { NeighbourWatch } from './neighbour-watch.ts';
import { recordTraffic } from './production-traffic.ts';
import { type Disturbance, hasEvents, type ReleaseKind, type Scenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedExecution } from './simulated-execution.ts';
import { TargetWatch } from './target-watch.ts';
import { warmUp } from './warm-up.ts';

/** Outcome of a case. */
export interface CaseOutcome {
  readonly scenario: Scenario;
  readonly violations: readonly string[];
  readonly executions: readonly SimulatedExecution[];
  readonly injectedFaultCount: number;
  /** One line for each state and call, with its virtual time; equal for equal scenarios. */
  readonly trace: readonly string[];
  /** Digest of calls and states regardless of their times: equal if no fault changed the course. */
  readonly course: string;
  readonly durationMs: number;
}

/** Plays a scenario to its end, sweeps once, and checks what is left. */
export async function runCase(scenario: Scenario): Promise<CaseOutcome> {
  await warmUp();
  const account = new SimulatedAccount(scenario.account);
  await account.prepare(scenario.target, scenario.alias);
  const watch = new TargetWatch(account);
  const neighbours = new NeighbourWatch(account);
  const trace: string[] = [];
  const startMs = account.clock.nowMs();
  const note = (text: string) => trace.push(`${account.clock.nowMs() - startMs} ${text}`);
  account.onCall = (call) => {
    watch.observe(call);
    neighbours.observe(call);
    note(
      `  ${call.roleArn?.split('/').at(-1) ?? '-'} ${call.action} ${call.status} ${call.resource}`,
    );
  };
  for (const rule of scenario.faults) account.cloud.faults.add(rule);
  account.deaths.plan(scenario.deaths);
  disturb(account, scenario, note);

  const first = account.start(scenario.request);
  await account.clock.runUntil(first.ended);
  const durationMs = account.clock.nowMs() - startMs;
  await account.clock.runUntil(Promise.all(account.executions.map(({ ended }) => ended)));
  const faults = account.cloud.faults.list();
  account.cloud.faults.clear();
  account.deaths.plan([]);
  account.taskClockSkewMs = 0;
  note('sweep');
  await sweepOnce(account, scenario);
  await account.clock.runAll();

  return {
    scenario,
    violations: [...neighbours.violations, ...(await findViolations(account, scenario, watch))],
    executions: account.executions,
    injectedFaultCount: faults.reduce(
      (sum, { injectedCalls }) => sum + injectedCalls,
      account.deaths.count,
    ),
    trace,
    course: courseOf(account),
    durationMs,
  };
}

function disturb(
  account: SimulatedAccount,
  { disturbances, request, traffic }: Scenario,
  note: (text: string) => void,
): void {
  const [first] = [account.executions];
  let entered = 0;
  const met = new Set<Disturbance>();
  account.onTransition = (execution, stateName, phase) => {
    const number = account.executions.indexOf(execution) + 1;
    if (phase === 'entered') note(`run ${number}: ${stateName}`);
    if (stateName === 'WaitForTraffic' && phase === 'entered' && traffic !== undefined) {
      recordTraffic(account.cloud.metrics, traffic, account.clock.nowMs());
    }
    if (execution !== first[0]) return;
    if (phase === 'entered') entered += 1;
    for (const disturbance of disturbances) {
      const { at, action } = disturbance;
      const isHere = at === entered || at === stateName;
      if (!isHere || met.has(disturbance) || !isPhaseOf(action, stateName, phase)) continue;
      met.add(disturbance);
      note(`run ${number}: ${action.kind} at ${stateName}`);
      switch (action.kind) {
        case 'kill':
          execution.stop();
          break;
        case 'release':
          releaseLater(account, action).catch(() => undefined);
          break;
        case 'secondRun':
          account.start(request);
          break;
        case 'strayEvent':
          account
            .runFunction('sweep', { detail: { executionArn: execution.executionArn } })
            .catch(() => undefined);
          break;
        case 'foreignJournal':
          account.writeForeignJournal(execution).catch(() => undefined);
          break;
        case 'cloneGone':
          account.deleteSomeClone().catch(() => undefined);
          break;
        case 'clockJump':
          account.taskClockSkewMs += action.byMs;
          break;
      }
    }
  };
}

/**
 * Returns whether a disturbance belongs to this phase: a task state is killed while its task runs,
 * any other state at once.
 */
function isPhaseOf(
  { kind }: Disturbance['action'],
  stateName: string,
  phase: 'entered' | 'started',
): boolean {
  return kind === 'kill' && TASK_STATES.has(stateName) ? phase === 'started' : phase === 'entered';
}

const TASK_STATES: ReadonlySet<string> = new Set(SimulatedAccount.taskStates);

/** Without a delay, the release comes before anything that the state itself does. */
async function releaseLater(
  account: SimulatedAccount,
  { what, afterMs }: { readonly what: ReleaseKind; readonly afterMs: number },
): Promise<void> {
  if (afterMs > 0) await account.clock.sleepMs(afterMs);
  await release(account, what);
}

async function release({ lambda }: SimulatedAccount, what: ReleaseKind): Promise<void> {
  const FunctionName = 'target';
  switch (what) {
    case 'code':
      await lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName,
          ZipFile: zipSync({ 'index.mjs': strToU8('export const handler = () => 2;') }),
        }),
      );
      return;
    case 'memory':
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 777 }));
      return;
    case 'timeout':
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 33 }));
      return;
    case 'variables':
      await lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName,
          Environment: { Variables: { SECRET: 'changed' } },
        }),
      );
      return;
    case 'aliasBack':
      await lambda.send(
        new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }),
      );
      return;
    case 'alias':
    case 'weights': {
      const { Version: version = '' } = await lambda.send(
        new PublishVersionCommand({ FunctionName, Description: 'release 3' }),
      );
      await lambda.send(
        new UpdateAliasCommand({
          FunctionName,
          Name: 'live',
          ...(what === 'alias'
            ? { FunctionVersion: version }
            : { RoutingConfig: { AdditionalVersionWeights: { [version]: 0.1 } } }),
        }),
      );
    }
  }
}

/** Time between the end of a run and the next sweep of the schedule. */
const SCHEDULE_MS = 30 * 60_000;

/**
 * Sweeps once after each run that left something. Dead runs are swept by their events, all at once,
 * or for every other seed by the schedule alone, which also finds what a successful run left.
 */
async function sweepOnce(account: SimulatedAccount, scenario: Scenario): Promise<void> {
  const { clock, executions } = account;
  const dead = executions.filter(({ status }) => status === 'ABORTED' || status === 'FAILED');
  if (hasEvents(scenario)) {
    const events = dead.map(({ executionArn }) => ({ detail: { executionArn } }));
    await clock.runUntil(Promise.all(events.map((event) => account.runFunction('sweep', event))));
  }
  if (!hasEvents(scenario) || dead.length < executions.length) {
    await clock.runUntil(clock.sleepMs(SCHEDULE_MS));
    await clock.runUntil(account.runFunction('sweep', { source: 'aws.events' }));
  }
}

function courseOf(account: SimulatedAccount): string {
  const did = [
    ...account.cloud.calls
      .list()
      .map(({ action, status, roleArn }) => `${roleArn} ${action} ${status}`),
    ...account.executions.flatMap(({ states, status }) => [...states, status]),
  ].toSorted();
  return createHash('sha256').update(did.join('\n')).digest('hex');
}
