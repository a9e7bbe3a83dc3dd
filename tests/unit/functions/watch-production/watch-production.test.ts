import { describe, expect, it } from '@jest/globals';
import { watchProduction } from '../../../../functions/watch-production/watch-production.ts';
import type { TrafficQuery } from '../../../../shared/aws/production-metrics.ts';
import type { WatchProductionInput } from '../../../../shared/contract/watch-production.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import type { Traffic } from '../../../../shared/core/production/production-comparison.ts';
import { InvariantError, TransientServiceError } from '../../../../shared/errors.ts';
import { DESCRIPTION, fakeLambda } from '../../../support/fake-lambda.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aDecision, aTarget } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const MINUTE_MS = 60_000;
const SIZE = powerValue(1024);
/** Changed 30 seconds into minute 100; watched until minute 111. */
const CHANGED_AT_MS = 100.5 * MINUTE_MS;
const NOW_MS = 111 * MINUTE_MS;

const BEFORE: Traffic = { invocationCount: 500, errorCount: 0, durationMs: { p50: 100, p99: 200 } };
/** Twice as fast, as promised. */
const GOOD: Traffic = { ...BEFORE, durationMs: { p50: 50, p99: 100 } };
const BAD: Traffic = { ...GOOD, errorCount: 100 };
const ALIAS = {
  name: 'live',
  functionVersion: '1',
  revisionId: 'a1',
  latestMemoryMb: powerValue(256),
};
const MOVED = {
  kind: 'moved',
  name: 'live',
  functionVersion: '2',
  functionVersionBefore: '1',
  movedAtMs: CHANGED_AT_MS,
  message: '',
} as const;

const VERIFIED = {
  kind: 'verified',
  powerValue: SIZE,
  verifiedAtMs: CHANGED_AT_MS,
  watchSeconds: 600,
} as const;

/** The size is applied, and alias "live" points to our version 2. */
function aLambda() {
  const lambda = fakeLambda({ latest: { ...DESCRIPTION, memoryMb: SIZE } });
  const alias = { functionVersion: '2', revisionId: 'a2', additionalVersionWeights: {} };
  lambda.state.aliases.set('live', alias);
  return lambda;
}

function anInput(changes: Partial<WatchProductionInput> = {}): WatchProductionInput {
  return {
    target: aTarget(),
    decision: aDecision(),
    application: { kind: 'applied', powerValue: SIZE, message: '' },
    verification: VERIFIED,
    aliasMove: { kind: 'notNeeded' },
    ...changes,
  };
}

const toAlias = anInput({ target: aTarget({ alias: ALIAS, qualifier: 'live' }), aliasMove: MOVED });

async function watch(
  lambda: ReturnType<typeof aLambda>,
  after: Traffic | Error,
  input = anInput(),
) {
  const asked: TrafficQuery[] = [];
  const outcome = await watchProduction(
    {
      ...lambda.api,
      clock: new VirtualClock(NOW_MS),
      storeWithin: () => memoryStore(),
      readTraffic: async (query) => {
        asked.push(query);
        if (after instanceof Error) throw after;
        return query.window.endMs <= CHANGED_AT_MS ? BEFORE : after;
      },
    },
    input,
  );
  return { outcome, asked };
}

describe('watchProduction()', () => {
  it('keeps a change that went as promised, and compares windows of equal length', async () => {
    const lambda = aLambda();

    const { outcome, asked } = await watch(lambda, GOOD);

    expect(outcome).toMatchObject({ kind: 'kept', before: BEFORE, after: GOOD });
    expect(
      asked.map(({ window }) => [window.startMs / MINUTE_MS, window.endMs / MINUTE_MS]),
    ).toEqual([
      [90, 100],
      [101, 111],
    ]);
    expect(lambda.state.latest.memoryMb).toBe(SIZE);
  });

  it.each([
    ['there was too little traffic', { ...GOOD, invocationCount: 3 }, /3 after/],
    ['CloudWatch cannot be asked', new TransientServiceError('down'), /not compared: down/],
  ])('keeps the change as unclear if %s', async (_what, after, message) => {
    const lambda = aLambda();

    const { outcome } = await watch(lambda, after);

    expect(outcome).toEqual({ kind: 'unclear', message: expect.stringMatching(message) });
    expect(lambda.state.latest.memoryMb).toBe(SIZE);
  });

  it.each([
    ['more invocations fail', BAD, /20.0 % of 500/],
    [
      'it is slower than promised',
      { ...GOOD, durationMs: { p50: 90, p99: 100 } },
      /p50 duration is 90.0 ms/,
    ],
  ])('rolls back if %s', async (_what, after, message) => {
    const lambda = aLambda();

    const { outcome } = await watch(lambda, after);

    expect(outcome).toMatchObject({ kind: 'rolledBack', message: expect.stringMatching(message) });
    expect(lambda.state.latest.memoryMb).toBe(512);
  });

  it('rolls an alias back to its version, and $LATEST to its own size', async () => {
    const lambda = aLambda();

    const { outcome, asked } = await watch(lambda, BAD, toAlias);

    expect(outcome).toMatchObject({ kind: 'rolledBack' });
    expect(asked.map(({ qualifier }) => qualifier)).toEqual(['live', 'live']);
    expect(lambda.state.aliases.get('live')?.functionVersion).toBe('1');
    expect(lambda.state.latest.memoryMb).toBe(256);
  });

  it('compares the time after the alias was moved with the time before the change', async () => {
    const aliasMove = { ...MOVED, movedAtMs: CHANGED_AT_MS + 2 * MINUTE_MS };

    const { asked } = await watch(aLambda(), GOOD, { ...toAlias, aliasMove });

    expect(
      asked.map(({ window }) => [window.startMs / MINUTE_MS, window.endMs / MINUTE_MS]),
    ).toEqual([
      [92, 100],
      [103, 111],
    ]);
  });

  it('rolls the alias back, and keeps the size of a $LATEST that was changed meanwhile', async () => {
    const lambda = aLambda();
    lambda.state.latest = { ...lambda.state.latest, memoryMb: powerValue(3008) };

    expect((await watch(lambda, BAD, toAlias)).outcome).toMatchObject({ kind: 'rolledBack' });
    expect(lambda.state.aliases.get('live')?.functionVersion).toBe('1');
    expect(lambda.state.latest.memoryMb).toBe(3008);
  });

  it.each([
    ['the size was changed', anInput(), { memoryMb: powerValue(3008) }, {}],
    ['the code was changed', anInput(), { codeSha256: 'other' }, {}],
    ['the alias was moved', toAlias, {}, { functionVersion: '7' }],
    [
      'another release of the alias is under way',
      toAlias,
      {},
      { additionalVersionWeights: { 3: 0.1 } },
    ],
  ] as const)('leaves everything alone if %s meanwhile', async (_what, input, latest, alias) => {
    const lambda = aLambda();
    lambda.state.latest = { ...lambda.state.latest, ...latest };
    const before = lambda.state.aliases.get('live');
    if (before !== undefined) lambda.state.aliases.set('live', { ...before, ...alias });
    const state = { latest: lambda.state.latest, alias: lambda.state.aliases.get('live') };

    const { outcome, asked } = await watch(lambda, BAD, input);

    expect(outcome).toMatchObject({ kind: 'superseded' });
    expect(asked).toEqual([]);
    expect({ latest: lambda.state.latest, alias: lambda.state.aliases.get('live') }).toEqual(state);
  });

  it('leaves a function alone that is changed during the rollback', async () => {
    const lambda = aLambda();
    const { setFunctionMemory } = lambda.api;
    const racing = {
      ...lambda,
      api: {
        ...lambda.api,
        setFunctionMemory: async (change: Parameters<typeof setFunctionMemory>[0]) => {
          lambda.state.latest = { ...lambda.state.latest, revisionId: 'theirs' };
          await setFunctionMemory(change);
        },
      },
    };

    expect((await watch(racing, BAD)).outcome).toMatchObject({
      kind: 'superseded',
      message: expect.stringContaining('not rolled back'),
    });
    expect(lambda.state.latest.memoryMb).toBe(SIZE);
  });

  it('refuses to watch a change that was not verified', async () => {
    const input = anInput({ verification: { kind: 'notNeeded' } });

    await expect(watch(aLambda(), GOOD, input)).rejects.toThrow(InvariantError);
  });
});
