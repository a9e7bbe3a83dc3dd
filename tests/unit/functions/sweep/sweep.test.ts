import { beforeEach, describe, expect, it } from '@jest/globals';
import { sweep } from '../../../../functions/sweep/sweep.ts';
import type { HistoryEntry } from '../../../../shared/aws/execution-history.ts';
import type { ExecutionStatus } from '../../../../shared/aws/execution-status.ts';
import type { FunctionInput } from '../../../../shared/aws/gateway.ts';
import type { Carried } from '../../../../shared/contract/carried.ts';
import { runIdOf } from '../../../../shared/contract/run.ts';
import { PermissionDeniedError } from '../../../../shared/errors.ts';
import { acquireLease } from '../../../../shared/run/function-lease.ts';
import type { Store } from '../../../../shared/runtime/store.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aRequest, aTarget, RUN } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const START_MS = 100_000_000;
const PREFIX = 'arn:aws:states:us-east-1:123456789012:execution:autotuner:';
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:target';
/** How long a task may continue after its execution was stopped, milliseconds. */
const IN_FLIGHT_MS = 65_000;
const DAY_MS = 86_400_000;

let clock: VirtualClock;
let store: ReturnType<typeof memoryStore>;
let statuses: Map<string, ExecutionStatus>;
let asked: string[];
let deleted: string[];
let undeletable: string | undefined;
let counted: string[];
let warnings: string[];
let unknowable: string | undefined;
/** The call that the store refuses, such as `list journal/`. */
let refused: string | undefined;
let history: HistoryEntry[] | Error;

beforeEach(() => {
  clock = new VirtualClock(START_MS);
  store = memoryStore();
  statuses = new Map();
  asked = [];
  deleted = [];
  undeletable = undefined;
  counted = [];
  warnings = [];
  unknowable = undefined;
  refused = undefined;
  history = [];
});

/** The store, which may refuse one kind of call. */
function refusingStore(): Store {
  const allow = (what: string) => {
    if (refused !== undefined && what.startsWith(refused)) throw new PermissionDeniedError(what);
  };
  return {
    ...store,
    read: async (key) => {
      allow(`read ${key}`);
      return await store.read(key);
    },
    write: async (key, ...written) => {
      allow(`write ${key}`);
      return await store.write(key, ...written);
    },
    remove: async (key) => {
      allow(`remove ${key}`);
      await store.remove(key);
    },
    list: async (prefix) => {
      allow(`list ${prefix}`);
      return await store.list(prefix);
    },
  };
}

function ports() {
  return {
    clock,
    deadlineMs: clock.nowMs() + 298_500,
    store: refusingStore(),
    clonePrefix: 'clone-',
    takeTurns: async () => undefined,
    executionArnPrefix: PREFIX,
    deleteClone: async ({ functionArn: cloneArn }: FunctionInput) => {
      if (cloneArn === undeletable) throw new PermissionDeniedError('denied');
      deleted.push(cloneArn);
    },
    readExecutionStatus: async (arn: string): Promise<ExecutionStatus> => {
      asked.push(arn);
      if (arn === unknowable) throw new PermissionDeniedError('denied');
      return statuses.get(arn) ?? { kind: 'live' };
    },
    // Most runs have an empty history here; the simulator tests their reports.
    readHistoryBackwards: async function* (): AsyncGenerator<HistoryEntry> {
      if (history instanceof Error) throw history;
      yield* history;
    },
    describeFunction: unexpected,
    readVersion: unexpected,
    count: (metricName: string) => void counted.push(metricName),
    warn: (message: string) => void warnings.push(message),
  };
}

function unexpected(): never {
  throw new Error('There is nothing to report');
}

function sweepAt(event: unknown) {
  return clock.runUntil(sweep(ports(), event));
}

const eventOf = (executionArn: string) => ({ detail: { executionArn, status: 'ABORTED' } });

function dead(stoppedAtMs = START_MS - IN_FLIGHT_MS): ExecutionStatus {
  return { kind: 'dead', status: 'ABORTED', stoppedAtMs };
}

/** A run with a clone, a payload and the lease of its function. */
async function arrangeRun(name: string, functionArn = FUNCTION_ARN) {
  const executionArn = `${PREFIX}${name}`;
  const runId = runIdOf(executionArn);
  const cloneArn = `arn:aws:lambda:us-east-1:123456789012:function:clone-${runId}-512`;
  const entry = { executionArn, cloneArn, recordedAtMs: START_MS };
  store.texts.set(`journal/${runId}/512.json`, JSON.stringify(entry));
  store.texts.set(`payloads/${runId}.json`, '["{}"]');
  await acquireLease(ports(), { runId, executionArn, startedAtMs: START_MS }, functionArn);
  return { executionArn, runId, cloneArn };
}

/** The variables of a run with these tiers. */
function measuredRun(tiers: Carried) {
  return {
    request: aRequest(),
    run: RUN,
    target: aTarget(),
    plan: { round: 1, isComplete: false, isOutdated: false, reason: '', measurements: [], tiers },
    round: [],
    restart: { count: 0, discardedTiers: { kind: 'inline', value: [] } },
    decision: null,
    application: null,
    aliasMove: { kind: 'notNeeded' },
    watch: { kind: 'notAsked' },
  };
}

function isFree(functionName: string): boolean {
  return leaseOf(functionName).kind === 'free';
}

function leaseOf(functionName: string) {
  return JSON.parse(store.texts.get(`leases/us-east-1/${functionName}.json`) ?? '{}');
}

describe('sweep() of a store with an object that cannot be read', () => {
  it.each([
    ['journal/aaa/512.json', 'no JSON'],
    ['journal/aaa/512.json', '{"executionArn": 7}'],
    ['journal/aaa/512.json', '{"schemaVersion": 99, "something": "newer"}'],
    ['leases/us-east-1/other.json', '[]'],
    ['leases/us-east-1/other.json', '{"schemaVersion": 99, "kind": "shared"}'],
  ])('leaves %s (%s) unchanged, says so, and sweeps everything else', async (key, text) => {
    const run = await arrangeRun('stopped');
    statuses.set(run.executionArn, dead());
    store.texts.set(`runs/target/${run.runId}.json`, '{}');
    store.texts.set(key, text);

    const output = await sweepAt({ 'detail-type': 'Scheduled Event' });

    expect(output.sweptRunIds).toEqual([run.runId]);
    expect(deleted).toEqual([run.cloneArn]);
    expect(isFree('target')).toBe(true);
    expect(store.texts.get(key)).toBe(text);
    expect(new Set(warnings)).toEqual(new Set([`Cannot sweep ${key}`]));
    expect(new Set(counted)).toEqual(new Set(['SkippedObjects']));
    expect(output.skipped[0]).toMatchObject({ what: key, message: expect.stringContaining(key) });
  });

  it('continues with the other runs if the status of one cannot be read', async () => {
    const [one, other] = [await arrangeRun('one'), await arrangeRun('two', `${FUNCTION_ARN}2`)];
    statuses.set(other.executionArn, dead());
    unknowable = one.executionArn;
    store.texts.set(`runs/target2/${other.runId}.json`, '{}');

    const output = await sweepAt({});

    expect(output.sweptRunIds).toEqual([other.runId]);
    expect(warnings).toContain(`Cannot sweep ${one.executionArn}`);
  });
});

describe('sweep() when the store refuses a call', () => {
  it.each([
    ['remove payloads/', 'Cannot sweep payloads/'],
    ['list journal/', 'Cannot sweep journal/'],
    ['list leases/', 'Cannot sweep leases/'],
    ['read leases/us-east-1/target.json', 'Cannot sweep leases/us-east-1/target.json'],
    ['write leases/us-east-1/target.json', 'Cannot sweep leases/us-east-1/target.json'],
    ['read runs/target/', 'Cannot sweep leases/us-east-1/target.json'],
  ])('continues with the rest, and says so: %s', async (what, warning) => {
    const runs = [await arrangeRun('one'), await arrangeRun('two', `${FUNCTION_ARN}2`)];
    for (const { executionArn } of runs) statuses.set(executionArn, dead());
    refused = what;

    const output = await sweepAt({});

    expect(new Set(output.sweptRunIds)).toEqual(new Set(runs.map(({ runId }) => runId)));
    expect(warnings[0]).toContain(warning);
    expect(isFree('target2')).toBe(what !== 'list leases/');
  });
});

describe('sweep() of a run whose data is damaged', () => {
  it('says that it cannot report the run, and continues with the others', async () => {
    const [one, other] = [await arrangeRun('one'), await arrangeRun('two', `${FUNCTION_ARN}2`)];
    for (const { executionArn } of [one, other]) statuses.set(executionArn, dead());
    store.texts.set('progress/tiers.json', 'no JSON');
    history = [
      { kind: 'assigned', variables: measuredRun({ kind: 'stored', key: 'progress/tiers.json' }) },
    ];

    const { unreportedRuns } = await sweepAt({});

    expect(unreportedRuns).toHaveLength(2);
    expect(unreportedRuns[0]?.message).toContain('"progress/tiers.json" is not JSON');
    expect([isFree('target'), isFree('target2')]).toEqual([true, true]);
  });
});

describe('sweep() of a run without a report', () => {
  const GONE = measuredRun({ kind: 'stored', key: 'progress/gone.json' });
  const SUCCEEDED = { kind: 'dead', status: 'SUCCEEDED', stoppedAtMs: 0 } as const;

  it.each([
    ['that never resolved its function', dead(), []],
    ['whose measurements are gone', dead(), [{ kind: 'assigned', variables: GONE } as const]],
    ['that Step Functions no longer knows', { kind: 'absent' } as const, []],
    ['whose report was deleted', SUCCEEDED, []],
  ])('handles only once a run %s', async (_what, status, entries) => {
    const run = await arrangeRun('stopped');
    statuses.set(run.executionArn, status);
    history = entries;
    clock = new VirtualClock(START_MS + DAY_MS);

    const sweeps = [await sweepAt({}), await sweepAt({}), await sweepAt({})];

    expect(sweeps.map(({ sweptRunIds }) => sweptRunIds)).toEqual([[run.runId], [], []]);
    const { kind, executionArn } = leaseOf('target');
    expect({ kind, executionArn }).toEqual({ kind: 'free', executionArn: undefined });
  });

  it('tries again to report a run whose history it could not read', async () => {
    const run = await arrangeRun('stopped');
    statuses.set(run.executionArn, dead());
    history = new PermissionDeniedError('denied');

    await sweepAt({});
    history = [{ kind: 'assigned', variables: measuredRun({ kind: 'inline', value: [] }) }];

    expect((await sweepAt({})).reportedRunIds).toEqual([run.runId]);
  });
});

describe('sweep()', () => {
  it('finishes what the run in its event left behind', async () => {
    const run = await arrangeRun('stopped');
    statuses.set(run.executionArn, dead());

    expect(await sweepAt(eventOf(run.executionArn))).toEqual({
      sweptRunIds: [run.runId],
      deletedCloneCount: 1,
      leftClones: [],
      reportedRunIds: [],
      unreportedRuns: [],
      skipped: [],
    });
    expect(deleted).toEqual([run.cloneArn]);
    expect(isFree('target')).toBe(true);
    expect([...store.texts.keys()]).toEqual(['leases/us-east-1/target.json']);
  });

  it('leaves a live run alone, whatever the event says', async () => {
    const run = await arrangeRun('live');
    const before = new Map(store.texts);

    expect(await sweepAt(eventOf(run.executionArn))).toMatchObject({ sweptRunIds: [] });
    expect(deleted).toEqual([]);
    expect(store.texts).toEqual(before);
  });

  it.each([
    ['an execution of another machine', eventOf(`${PREFIX.replace('autotuner', 'other')}x`)],
    ['an event without a detail', { source: 'aws.states' }],
    ['nothing', undefined],
  ])('asks about no other execution: %s', async (_what, event) => {
    expect(await sweepAt(event)).toMatchObject({ sweptRunIds: [], deletedCloneCount: 0 });
    expect(asked).toEqual([]);
  });

  it('tolerates the same event twice, even at the same time', async () => {
    const run = await arrangeRun('stopped');
    statuses.set(run.executionArn, dead());

    await clock.runUntil(Promise.all([1, 2].map(() => sweep(ports(), eventOf(run.executionArn)))));
    const third = await sweepAt(eventOf(run.executionArn));

    expect(new Set(deleted)).toEqual(new Set([run.cloneArn]));
    expect(third).toMatchObject({ deletedCloneCount: 0, leftClones: [] });
  });

  it('waits until no task of the run can still be running', async () => {
    const run = await arrangeRun('stopped');
    statuses.set(run.executionArn, dead(START_MS - 5_000));

    await sweepAt(eventOf(run.executionArn));

    expect(clock.nowMs()).toBe(START_MS - 5_000 + IN_FLIGHT_MS);
    expect(deleted).toHaveLength(1);
  });

  it('finds every dead run by its journal on the schedule, and releases its function', async () => {
    const stopped = await arrangeRun('stopped');
    const forgotten = await arrangeRun('forgotten', `${FUNCTION_ARN}-2`);
    const live = await arrangeRun('live', `${FUNCTION_ARN}-3`);
    statuses.set(stopped.executionArn, dead());
    statuses.set(forgotten.executionArn, { kind: 'absent' });

    const { sweptRunIds } = await sweepAt({ source: 'aws.events' });

    expect(new Set(sweptRunIds)).toEqual(new Set([stopped.runId, forgotten.runId]));
    expect(new Set(deleted)).toEqual(new Set([stopped.cloneArn, forgotten.cloneArn]));
    expect(store.texts.has(`journal/${live.runId}/512.json`)).toBe(true);
    expect(isFree('target')).toBe(true);
    expect(isFree('target-3')).toBe(false);
  });

  it('ends in time however many runs there are, and leaves the rest to the next sweep', async () => {
    for (let count = 0; count < 10; count++) {
      const run = await arrangeRun(`stopped-${count}`, `${FUNCTION_ARN}-${count}`);
      // Each ends a minute after the previous one, so that the sweep has to wait for each.
      statuses.set(run.executionArn, dead(START_MS + count * 60_000));
    }
    const { deadlineMs } = ports();

    const first = await sweepAt({});
    expect(clock.nowMs()).toBeLessThan(deadlineMs);
    const second = await sweepAt({});
    const third = await sweepAt({});

    expect(first.sweptRunIds.length).toBeLessThan(10);
    expect(new Set([first, second, third].flatMap(({ sweptRunIds }) => sweptRunIds)).size).toBe(10);
    expect(deleted).toHaveLength(10);
  });

  it('reports a clone that it could not delete, and the next sweep finds it again', async () => {
    const run = await arrangeRun('stopped');
    statuses.set(run.executionArn, dead());
    undeletable = run.cloneArn;

    expect(await sweepAt({})).toMatchObject({
      deletedCloneCount: 0,
      leftClones: [{ functionArn: run.cloneArn, message: 'denied' }],
    });

    undeletable = undefined;
    counted = [];
    warnings = [];
    unknowable = undefined;
    expect(await sweepAt({})).toMatchObject({ deletedCloneCount: 1, leftClones: [] });
  });
});
