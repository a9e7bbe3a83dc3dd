import { describe, expect, it } from '@jest/globals';
import { type PlanFleetPorts, planFleet } from '../../../../functions/plan-fleet/plan-fleet.ts';
import { windowMetrics } from '../../../../shared/aws/window-metrics.ts';
import type { FleetItem, FleetPlan } from '../../../../shared/contract/fleet.ts';
import { definedOnly } from '../../../../shared/core/defined-only.ts';
import { NOTHING } from '../../../../shared/core/fleet/amounts.ts';
import { runCapsFrom } from '../../../../shared/core/fleet/run-need.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import type { ListedFunction } from '../../../../shared/core/scan/scan-subject.ts';
import {
  InvalidRequestError,
  PermissionDeniedError,
  ThrottledError,
} from '../../../../shared/errors.ts';
import { FLEET, fleetPorts } from '../../../support/fleet-facts.ts';

const EXECUTION = {
  id: 'arn:aws:states:us-east-1:123456789012:execution:tuner-fleet:one',
  startTime: '2027-01-15T00:00:00.000Z',
};

/** Invocations in the last two weeks, by function name. */
const TRAFFIC: Readonly<Record<string, number>> = { busy: 5_000_000, quiet: 1_000, idle: 0 };

function listed(functionName: string): ListedFunction {
  return {
    functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    functionName,
    memoryMb: powerValue(3008),
    timeoutSeconds: 10,
    architecture: 'x86_64',
    ephemeralStorageMb: 512,
    layerCount: 0,
    logGroupName: `/aws/lambda/${functionName}`,
    logFormat: 'Text',
  };
}

type SomePorts = ReturnType<typeof somePorts>;

function somePorts(changes: Partial<Omit<PlanFleetPorts, 'store' | 'clock'>> = {}) {
  const { ready: _ready, ...ports } = fleetPorts();
  return {
    ...ports,
    bucketName: 'store',
    stateMachineArn: FLEET.stateMachineArn,
    region: 'us-east-1',
    caps: { usdMax: 10, invocationsMax: 10_000 },
    readTaggedPage: async () => ({
      functions: [
        { functionArn: listed('busy').functionArn, tags: { autotuner: 'recommend' } },
        {
          functionArn: listed('quiet').functionArn,
          tags: { autotuner: 'recommend', 'autotuner:request': 'strategy=cheap' },
        },
      ],
    }),
    reader: {
      region: async () => 'us-east-1',
      readTaggedPage: async () => ({ functions: [] }),
      readFunctionPage: async () => ({
        functions: ['idle', 'quiet', 'busy', 'other'].map(listed),
        skippedCount: 0,
      }),
      readFleetMetrics: async (_context: unknown, query: { functionNames: readonly string[] }) =>
        query.functionNames.map((name) =>
          windowMetrics<
            'invocations' | 'durationMsMean' | 'durationMsP99' | 'errors' | 'throttles'
          >((metric) => [
            metric === 'invocations' ? (TRAFFIC[name] ?? 0) : metric.startsWith('d') ? 100 : 0,
          ]),
        ),
      close: () => undefined,
    },
    ...changes,
  };
}

/** Maximum number of steps of a plan. */
const STEP_COUNT_MAX = 100;

/** Time of one step, milliseconds. */
const STEP_MS = 56_500;

/** Repeats the step until the plan is complete, also after it dies, like the state machine. */
async function planInSteps(ports: SomePorts, input: unknown) {
  for (let stepCount = 1; stepCount <= STEP_COUNT_MAX; stepCount++) {
    const step = { ...ports, deadlineMs: ports.clock.nowMs() + STEP_MS };
    const ran = planFleet(step, { input, execution: EXECUTION }).catch((error) => {
      if (error instanceof Death) return { status: 'continue' } as const;
      throw error;
    });
    const output = await ports.clock.runUntil(ran);
    if (output.status === 'complete') return { fleet: output.fleet, stepCount };
  }
  throw new Error(`There is no plan after ${STEP_COUNT_MAX} steps`);
}

/** The end of the process of a task, which no task can catch. */
class Death extends Error {}

async function planned(input: unknown, ports = somePorts()) {
  const { fleet } = await planInSteps(ports, input);
  const read = (name: string) =>
    JSON.parse(ports.store.texts.get(`fleets/${fleet.fleetId}/${name}.json`) ?? '');
  return {
    fleet,
    ports,
    items: read('items') as readonly FleetItem[],
    plan: read('plan') as FleetPlan,
    ledger: read('ledger'),
  };
}

describe('planFleet()', () => {
  it('orders the functions by expected saving, and opens the budget', async () => {
    const { items, fleet, ledger } = await planned({
      functionNames: ['idle', 'quiet', 'busy'],
      usdMax: 2,
    });

    expect(items.map(({ functionName }) => functionName)).toEqual(['busy', 'quiet', 'idle']);
    expect(items[0]?.expected?.savingUsdPerMonth).toBeGreaterThan(1);
    expect(items.map(({ position }) => position)).toEqual([0, 1, 2]);
    expect(fleet).toMatchObject({ functionCount: 3, concurrencyMax: 10 });
    expect(ledger).toMatchObject({ budget: { usd: 2, invocations: 3 * 36 } });
  });

  it('takes only the first functions if "top" is given, and lists the others', async () => {
    const { items, plan } = await planned({ functionNames: ['idle', 'quiet', 'busy'], top: 1 });

    expect(items.map(({ functionName }) => functionName)).toEqual(['busy']);
    expect(plan.leftOut.map(({ functionName }) => functionName)).toEqual(['quiet', 'idle']);
    expect(plan.refused).toEqual([]);
  });

  it('includes functions that opted in, and refuses those with an invalid tag', async () => {
    const { items, plan } = await planned({ optedIn: true });

    expect(items.map(({ functionName }) => functionName)).toEqual(['busy']);
    expect(plan.refused).toEqual([
      { functionName: listed('quiet').functionArn, reason: expect.stringContaining('"strategy"') },
    ]);
  });

  it('combines named and opted-in functions, and tunes a function in both as named', async () => {
    const request = { strategy: 'speed' };

    const { items, plan } = await planned({
      functionNames: ['quiet', 'other'],
      optedIn: true,
      request,
    });

    expect(items.map(({ functionName }) => functionName).toSorted()).toEqual([
      'busy',
      'other',
      'quiet',
    ]);
    expect(items.map((item) => item.request.strategy)).toEqual(['speed', 'speed', 'speed']);
    expect(plan.refused).toEqual([]);
  });

  it('plans without an order if production cannot be read', async () => {
    const { reader } = somePorts();
    const readFunctionPage = async () => {
      throw new PermissionDeniedError('not allowed to list');
    };
    const ports = somePorts({ reader: { ...reader, readFunctionPage } });

    const { items, plan } = await planned({ functionNames: ['quiet', 'busy'] }, ports);

    expect(items.map(({ functionName }) => functionName)).toEqual(['busy', 'quiet']);
    expect(plan.unorderedBecause).toBe('not allowed to list');
    expect(items[0]?.expected).toBeUndefined();
  });

  it('reuses its plan when it is repeated, or the fleet is resumed', async () => {
    const first = await planned({ functionNames: ['quiet', 'busy'] });
    const again = await planned({ functionNames: ['quiet', 'busy'] }, first.ports);
    const resumed = await planned({ resume: first.fleet.fleetId, concurrencyMax: 3 }, first.ports);

    expect(again.fleet).toEqual(first.fleet);
    expect(resumed.fleet).toEqual({ ...first.fleet, concurrencyMax: 3 });
  });

  it('refuses to resume a fleet that does not exist', async () => {
    await expect(planned({ resume: '000000000000' })).rejects.toThrow(InvalidRequestError);
  });

  it('includes a function once, however it is named', async () => {
    const { items } = await planned({
      functionNames: ['busy', listed('busy').functionArn, 'busy:$LATEST', 'busy:live', 'quiet'],
    });

    expect(items.map(({ functionName }) => functionName).toSorted()).toEqual([
      'busy',
      'busy:live',
      'quiet',
    ]);
  });

  it('uses no metrics of its own region for a function in another one', async () => {
    const elsewhere = listed('busy').functionArn.replace('us-east-1', 'eu-west-1');

    const { items } = await planned({ functionNames: [elsewhere, 'quiet'] });

    expect(items.map(({ functionName }) => functionName)).toEqual(['quiet', elsewhere]);
    expect(items[1]?.expected).toBeUndefined();
  });

  it('promises a run no more than its request allows', async () => {
    const request = { runInvocationsMax: 20, runUsdMax: 0.001 };

    const { items } = await planned({ functionNames: ['busy'], request });

    expect(items[0]?.need.invocations).toBe(20);
    expect(runCapsFrom(items[0]?.need ?? NOTHING).usdMax).toBeCloseTo(0.001);
  });

  it('refuses comparisons of releases, in the request or in a tag', async () => {
    const readTaggedPage = async () => ({
      functions: [
        {
          functionArn: listed('busy').functionArn,
          tags: { autotuner: 'recommend', 'autotuner:request': 'compareWith=live' },
        },
      ],
    });

    const { items, plan } = await planned({ optedIn: true }, somePorts({ readTaggedPage }));

    expect(items).toEqual([]);
    expect(plan.refused[0]?.reason).toContain('compares no releases');
    await expect(
      planned({ functionNames: ['busy'], request: { compareWith: '1' } }),
    ).rejects.toThrow('"request" must not have "compareWith"');
  });

  it('leaves out a function that asks for both architectures, and says so', async () => {
    const readTaggedPage = async () => ({
      functions: [
        {
          functionArn: listed('busy').functionArn,
          tags: { autotuner: 'recommend', 'autotuner:request': 'architectures=x86_64/arm64' },
        },
      ],
    });

    const { items, plan } = await planned({ optedIn: true }, somePorts({ readTaggedPage }));

    expect(items).toEqual([]);
    expect(plan.refused[0]?.reason).toContain('a run of its own measures the other one');
    await expect(
      planned({ functionNames: ['busy'], request: { architectures: ['arm64'] } }),
    ).rejects.toThrow('"request" must not have "architectures"');
  });

  it('refuses cold starts, in the request or in a tag', async () => {
    const readTaggedPage = async () => ({
      functions: [
        {
          functionArn: listed('busy').functionArn,
          tags: { autotuner: 'recommend', 'autotuner:request': 'coldStarts=true' },
        },
      ],
    });

    const { items, plan } = await planned({ optedIn: true }, somePorts({ readTaggedPage }));

    expect(items).toEqual([]);
    expect(plan.refused[0]?.reason).toContain('a run of its own measures cold starts');
    await expect(
      planned({ functionNames: ['busy'], request: { coldStarts: true } }),
    ).rejects.toThrow('"request" must not have "coldStarts"');
  });

  it('leaves out a name that cannot be a function', async () => {
    const { items, plan } = await planned({ functionNames: ['busy', 'no such name!'] });

    expect(items).toHaveLength(1);
    expect(plan.refused).toHaveLength(1);
  });
});

/** Functions of an account, one in 500 of which is invoked. */
const ACCOUNT = Array.from(
  { length: 10_000 },
  (_, index) => `fn-${String(index).padStart(4, '0')}`,
);
const INVOKED_EVERY = 500;

/** How long a call to AWS takes in a large account, milliseconds. */
const CALL_MS = 500;

/** An account in which each call takes time, and tasks may die in the middle of one. */
function largeAccount({ diesAtCalls = [] as readonly number[] } = {}) {
  const ports = somePorts();
  let callCount = 0;
  const call = async () => {
    callCount += 1;
    if (diesAtCalls.includes(callCount)) throw new Death();
    await ports.clock.sleepMs(CALL_MS);
  };
  const tagged = ACCOUNT.map((name) => ({
    functionArn: listed(name).functionArn,
    tags: { autotuner: 'recommend' },
  }));
  const pageOf = <T>(all: readonly T[], start: string | undefined, size: number) => {
    const first = Number(start ?? 0);
    const next = first + size < all.length ? { next: String(first + size) } : {};
    return { page: all.slice(first, first + size), ...next };
  };
  return {
    ...ports,
    callCount: () => callCount,
    readTaggedPage: async ({ token }: { readonly token?: string }) => {
      await call();
      const { page: functions, next } = pageOf(tagged, token, 100);
      return definedOnly({ functions, token: next });
    },
    reader: {
      ...ports.reader,
      readFunctionPage: async (_context: unknown, start: string | undefined) => {
        await call();
        const { page, next } = pageOf(ACCOUNT, start, 50);
        return definedOnly({ functions: page.map(listed), skippedCount: 0, marker: next });
      },
      readFleetMetrics: async (_context: unknown, query: { functionNames: readonly string[] }) => {
        await call();
        return query.functionNames.map((name) => {
          const index = Number(name.slice('fn-'.length));
          const invocations = index % INVOKED_EVERY === 0 ? 1_000 * (index + 1) : 0;
          return windowMetrics<
            'invocations' | 'durationMsMean' | 'durationMsP99' | 'errors' | 'throttles'
          >((metric) => [
            metric === 'invocations' ? invocations : metric.startsWith('d') ? 100 : 0,
          ]);
        });
      },
    },
  };
}

describe('planFleet() of 10,000 functions', () => {
  const input = { optedIn: true };

  it('takes several steps, each within its time, and plans all of them', async () => {
    const ports = largeAccount();

    const { fleet, stepCount } = await planInSteps(ports, input);
    const items = JSON.parse(ports.store.texts.get(fleet.items.key) ?? '') as FleetItem[];

    // 100 pages of tags, 200 of functions, 20 calls for invocations and 1 for the rest.
    expect(ports.callCount()).toBe(321);
    expect(stepCount).toBeGreaterThanOrEqual(Math.floor((321 * CALL_MS) / STEP_MS));
    expect(fleet.functionCount).toBe(10_000);
    expect(new Set(items.map(({ functionName }) => functionName)).size).toBe(10_000);
    expect(items[0]?.functionName).toBe('fn-9500');
    expect(items.filter(({ expected }) => expected?.savingUsdPerMonth !== 0)).toHaveLength(20);
  });

  it('loses nothing, and makes the same plan, if steps die in between', async () => {
    const undisturbed = largeAccount();
    const disturbed = largeAccount({ diesAtCalls: [1, 50, 200, 333, 340, 360] });

    const { fleet } = await planInSteps(undisturbed, input);
    await planInSteps(disturbed, input);

    for (const key of [fleet.items.key, `fleets/${fleet.fleetId}/plan.json`]) {
      expect(disturbed.store.texts.get(key)).toBe(undisturbed.store.texts.get(key));
    }
    // Only what the dying steps themselves had read is read again.
    expect(disturbed.callCount()).toBeGreaterThan(321);
    expect(disturbed.callCount()).toBeLessThan(321 + 6 * (STEP_MS / CALL_MS));
  });

  it('makes one plan if an abandoned step continues beside its repetition', async () => {
    const ports = largeAccount();
    const deadlineMs = ports.clock.nowMs() + STEP_MS;
    const step = () => planFleet({ ...ports, deadlineMs }, { input, execution: EXECUTION });

    const both = await ports.clock.runUntil(Promise.all([step(), step()]));
    const { fleet } = await planInSteps(ports, input);
    const items = JSON.parse(ports.store.texts.get(fleet.items.key) ?? '') as FleetItem[];

    expect(both).toEqual([{ status: 'continue' }, { status: 'continue' }]);
    expect(new Set(items.map(({ functionName }) => functionName)).size).toBe(10_000);
    expect(items).toHaveLength(10_000);
  });

  it('plans without an order if CloudWatch throttles every call', async () => {
    const ports = largeAccount();
    let stepCallCount = 0;
    const readFleetMetrics = async () => {
      stepCallCount += 1;
      throw new ThrottledError('slow down');
    };

    const { fleet } = await planInSteps(
      { ...ports, reader: { ...ports.reader, readFleetMetrics } },
      input,
    );
    const plan = JSON.parse(ports.store.texts.get(`fleets/${fleet.fleetId}/plan.json`) ?? '');

    expect(plan.unorderedBecause).toBe('slow down');
    expect(fleet.functionCount).toBe(10_000);
    // The end of the step that listed the functions, and three steps without progress.
    expect(stepCallCount).toBe(4);
  });
});
