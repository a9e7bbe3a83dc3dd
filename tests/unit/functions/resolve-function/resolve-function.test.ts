import { beforeEach, describe, expect, it } from '@jest/globals';
import { resolveFunction } from '../../../../functions/resolve-function/resolve-function.ts';
import type { ExecutionStatus } from '../../../../shared/aws/execution-status.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import type { ProductionPicture } from '../../../../shared/core/production/production-picture.ts';
import { NEEDED_PERMISSIONS } from '../../../../shared/core/task-permissions.ts';
import {
  FunctionBusyError,
  NotReadyError,
  PermissionDeniedError,
  TransientServiceError,
  TurnPendingError,
  UnsupportedFunctionError,
} from '../../../../shared/errors.ts';
import { Cache } from '../../../../shared/resilience/cache/cache.ts';
import { memoryTier } from '../../../../shared/resilience/cache/memory-tier.ts';
import { DESCRIPTION, FUNCTION_ARN, fakeLambda } from '../../../support/fake-lambda.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aRequest, aTarget, RUN } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const ROLE_ARNS = Object.fromEntries(NEEDED_PERMISSIONS.map(({ task }) => [task, `role/${task}`]));
const NO_TRAFFIC: ProductionPicture = { kind: 'noTraffic', dayCount: 14 };
const LEASE_KEY = 'leases/us-east-1/target.json';
const OTHER_ARN = RUN.executionArn.replace(/run$/, 'other');
const ALIAS = { functionVersion: '1', revisionId: 'a1', additionalVersionWeights: {} };

let lambda: ReturnType<typeof fakeLambda>;
let store: ReturnType<typeof memoryStore>;
let cache: Cache;
let clock: VirtualClock;
let otherRun: ExecutionStatus;
let picture: ProductionPicture | Error;
let pictureCount: number;

beforeEach(() => {
  lambda = fakeLambda();
  store = memoryStore();
  clock = new VirtualClock(1_000_000);
  cache = new Cache({ clock, tiers: [memoryTier(clock)], onSkipped: () => undefined });
  otherRun = { kind: 'live' };
  picture = NO_TRAFFIC;
  pictureCount = 0;
});

function resolve(written: Readonly<Record<string, unknown>> = {}) {
  return resolveFunction(
    {
      ...lambda.api,
      clock,
      store,
      storeWithin: () => store,
      cache,
      targetFunctions: ['*'],
      clonePrefix: 'clone-',
      roleArns: ROLE_ARNS,
      count: () => undefined,
      simulatePermissions: async ({ questions }) => ({
        kind: 'answered',
        answers: questions.map(() => 'allowed' as const),
      }),
      readExecutionStatus: async () => otherRun,
      readProductionPicture: async () => {
        pictureCount += 1;
        if (picture instanceof Error) throw picture;
        return picture;
      },
    },
    { request: aRequest(written), run: RUN },
  );
}

function holdLease() {
  store.texts.set(
    LEASE_KEY,
    JSON.stringify({
      kind: 'held',
      runId: 'ffffffffffff',
      executionArn: OTHER_ARN,
      functionArn: FUNCTION_ARN,
      acquiredAtMs: 1,
      expiresAtMs: 2_000_000,
    }),
  );
}

describe('resolveFunction()', () => {
  it('names the stack that made the function, from its CloudFormation tags', async () => {
    const tags = {
      'aws:cloudformation:stack-name': 'shop',
      'aws:cloudformation:logical-id': 'OrdersFunction',
    };
    lambda.state.latest = { ...DESCRIPTION, tags };

    expect((await resolve()).target.definedBy).toEqual({
      stackName: 'shop',
      logicalId: 'OrdersFunction',
    });
  });

  it('names no stack if there is none, or the tags cannot be read', async () => {
    expect((await resolve()).target.definedBy).toBeUndefined();
  });

  it('describes the function, and acquires its lease', async () => {
    expect(await resolve()).toEqual({
      target: aTarget(),
      baseline: null,
      concurrencyMax: 20,
      production: NO_TRAFFIC,
    });
    expect(JSON.parse(store.texts.get(LEASE_KEY) ?? '')).toMatchObject({ runId: RUN.runId });
  });

  it.each([
    ['in progress', 'inProgress', NotReadyError],
    ['failed', 'failed', UnsupportedFunctionError],
  ] as const)('refuses a function whose last update is %s', async (_what, updateStatus, error) => {
    lambda.state.latest = { ...DESCRIPTION, updateStatus };

    await expect(resolve()).rejects.toThrow(error);
    expect(store.texts.size).toBe(0);
  });

  it.each([
    ['fail', FunctionBusyError],
    ['wait', TurnPendingError],
  ])('does not tune a function that another run is tuning: onBusy "%s"', async (onBusy, error) => {
    holdLease();

    await expect(resolve({ onBusy })).rejects.toThrow(error);
    await expect(resolve({ onBusy })).rejects.toThrow(OTHER_ARN);
  });

  it('takes over the lease of a dead run', async () => {
    holdLease();
    otherRun = { kind: 'dead', status: 'ABORTED', stoppedAtMs: 1 };

    expect(await resolve()).toMatchObject({ concurrencyMax: 20 });
  });

  it.each([
    [1000, 20],
    [50, 10],
    [0, 1],
  ])('grants at most a fifth of %d unreserved executions: %d', async (unreserved, granted) => {
    lambda.state.unreservedConcurrency = unreserved;

    expect(await resolve()).toMatchObject({ concurrencyMax: granted });
  });

  it('uses the request’s limit if it may not read the account’s', async () => {
    const error = new PermissionDeniedError('denied');
    lambda.failures.set('readUnreservedConcurrency', [{ error }]);

    expect(await resolve({ concurrencyMax: 7 })).toMatchObject({ concurrencyMax: 7 });
  });

  it('is repeated if that limit cannot be read for the moment', async () => {
    const error = new TransientServiceError('no answer');
    lambda.failures.set('readUnreservedConcurrency', [{ error }]);

    await expect(resolve()).rejects.toThrow(TransientServiceError);
  });

  it('continues without a production picture if CloudWatch does not answer', async () => {
    picture = new TransientServiceError('down');

    expect(await resolve()).toMatchObject({ production: { kind: 'unavailable', reason: 'down' } });
  });

  it('caches the production picture for 15 minutes', async () => {
    await resolve();
    await resolve();
    expect(pictureCount).toBe(1);

    await clock.runUntil(clock.sleepMs(15 * 60_000));
    await resolve();
    expect(pictureCount).toBe(2);
  });
});

describe('resolveFunction() for an alias', () => {
  const toLive = { functionName: `${FUNCTION_ARN}:live`, apply: true };

  it('describes the alias, for the move at the end', async () => {
    lambda.state.aliases.set('live', ALIAS);

    expect((await resolve(toLive)).target).toEqual(
      aTarget({
        qualifier: 'live',
        alias: {
          name: 'live',
          functionVersion: '1',
          revisionId: 'a1',
          latestMemoryMb: powerValue(512),
        },
      }),
    );
  });

  it('does not read an alias that is only to be measured', async () => {
    const { target } = await resolve({ functionName: `${FUNCTION_ARN}:live` });

    expect(target).toEqual(aTarget({ qualifier: 'live' }));
    expect(lambda.calls).not.toContain('readAlias');
  });

  it('changes only $LATEST if the alias points to it', async () => {
    lambda.state.aliases.set('live', { ...ALIAS, functionVersion: '$LATEST' });

    expect((await resolve(toLive)).target).toEqual(aTarget({ qualifier: 'live' }));
  });

  it.each([
    [
      'a release is under way',
      { ...ALIAS, additionalVersionWeights: { 2: 0.1 } },
      '10 % of its traffic to version 2',
    ],
    ['Lambda gives no revision id', { ...ALIAS, revisionId: undefined }, 'gave no revision id'],
  ])('refuses an alias if %s', async (_what, alias, reason) => {
    lambda.state.aliases.set('live', alias);

    await expect(resolve(toLive)).rejects.toThrow(UnsupportedFunctionError);
    await expect(resolve(toLive)).rejects.toThrow(reason);
  });

  it('refuses an alias whose version has provisioned concurrency of its own', async () => {
    lambda.state.aliases.set('live', ALIAS);
    lambda.state.provisioned.set('1', { kind: 'ready' });

    await expect(resolve(toLive)).rejects.toThrow('provisioned concurrency of its own');
  });

  it('assumes no provisioned concurrency if it may not read it', async () => {
    lambda.state.aliases.set('live', ALIAS);
    const error = new PermissionDeniedError('denied');
    lambda.failures.set('readProvisionedStatus', [{ error }]);

    expect((await resolve(toLive)).target.alias).toBeDefined();
  });

  it('is repeated if provisioned concurrency cannot be read for the moment', async () => {
    lambda.state.aliases.set('live', ALIAS);
    const error = new TransientServiceError('no answer');
    lambda.failures.set('readProvisionedStatus', [{ error }]);

    await expect(resolve(toLive)).rejects.toThrow(TransientServiceError);
  });

  it('knows how many environments are kept ready, if Lambda says so', async () => {
    lambda.state.provisionedCount = 7;
    const error = new TransientServiceError('no answer');

    expect((await resolve()).target.provisionedCount).toBe(7);
    lambda.failures.set('readProvisionedCount', [{ error }]);
    expect((await resolve()).target).not.toHaveProperty('provisionedCount');
  });

  it('refuses an alias if $LATEST has other code', async () => {
    lambda.state.aliases.set('live', ALIAS);
    const { describeFunction } = lambda.api;
    const described = { codeSha256: 'released' };
    lambda.api.describeFunction = async (address) => ({
      ...(await describeFunction(address)),
      ...(address.qualifier === undefined && described),
    });

    await expect(resolve(toLive)).rejects.toThrow('$LATEST has other code or configuration');
  });
});
