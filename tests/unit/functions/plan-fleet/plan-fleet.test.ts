import { describe, expect, it } from '@jest/globals';
import { type PlanFleetPorts, planFleet } from '../../../../functions/plan-fleet/plan-fleet.ts';
import type { ListedFunction } from '../../../../shared/aws/function-list.ts';
import { windowMetrics } from '../../../../shared/aws/window-metrics.ts';
import type { FleetItem, FleetPlan } from '../../../../shared/contract/fleet.ts';
import { NOTHING } from '../../../../shared/core/fleet/amounts.ts';
import { heldTo } from '../../../../shared/core/fleet/run-need.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { InvalidRequestError, PermissionDeniedError } from '../../../../shared/errors.ts';
import { FLEET, fleetPorts } from '../../../support/fleet-facts.ts';

const EXECUTION = {
  id: 'arn:aws:states:us-east-1:123456789012:execution:tuner-fleet:one',
  startTime: '2027-01-15T00:00:00.000Z',
};

/** Invocations of the last two weeks, by name. */
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
  };
}

function somePorts(changes: Partial<Omit<PlanFleetPorts, 'store'>> = {}) {
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

async function planned(input: unknown, ports = somePorts()) {
  const fleet = await planFleet(ports, { input, execution: EXECUTION });
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
  it('orders the functions by what tuning is expected to save, and opens the budget', async () => {
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

  it('takes the head of the scan where it is asked for, and says what is left out', async () => {
    const { items, plan } = await planned({ functionNames: ['idle', 'quiet', 'busy'], top: 1 });

    expect(items.map(({ functionName }) => functionName)).toEqual(['busy']);
    expect(plan.refused.map(({ functionName }) => functionName)).toEqual(['quiet', 'idle']);
  });

  it('takes what opted in, and refuses what asks for nonsense by its own tag', async () => {
    const { items, plan } = await planned({ optedIn: true });

    expect(items.map(({ functionName }) => functionName)).toEqual(['busy']);
    expect(plan.refused).toEqual([
      { functionName: listed('quiet').functionArn, reason: expect.stringContaining('"strategy"') },
    ]);
  });

  it('goes on without an order where production cannot be read', async () => {
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

  it('finds its plan when it is run again, and for a fleet that goes on', async () => {
    const first = await planned({ functionNames: ['quiet', 'busy'] });
    const again = await planned({ functionNames: ['quiet', 'busy'] }, first.ports);
    const resumed = await planned({ resume: first.fleet.fleetId, concurrencyMax: 3 }, first.ports);

    expect(again.fleet).toEqual(first.fleet);
    expect(resumed.fleet).toEqual({ ...first.fleet, concurrencyMax: 3 });
  });

  it('refuses to go on with a fleet that is not there', async () => {
    await expect(planned({ resume: '000000000000' })).rejects.toThrow(InvalidRequestError);
  });

  it('takes a function once, however often and in whatever form it is named', async () => {
    const { items } = await planned({
      functionNames: ['busy', listed('busy').functionArn, 'busy:$LATEST', 'busy:live', 'quiet'],
    });

    expect(items.map(({ functionName }) => functionName).toSorted()).toEqual([
      'busy',
      'busy:live',
      'quiet',
    ]);
  });

  it('takes no metrics of its own region for a function of another one', async () => {
    const elsewhere = listed('busy').functionArn.replace('us-east-1', 'eu-west-1');

    const { items } = await planned({ functionNames: [elsewhere, 'quiet'] });

    expect(items.map(({ functionName }) => functionName)).toEqual(['quiet', elsewhere]);
    expect(items[1]?.expected).toBeUndefined();
  });

  it('promises a run no more than its request lets it spend', async () => {
    const request = { runInvocationsMax: 20, runUsdMax: 0.001 };

    const { items } = await planned({ functionNames: ['busy'], request });

    expect(items[0]?.need.invocations).toBe(20);
    expect(heldTo(items[0]?.need ?? NOTHING).usdMax).toBeCloseTo(0.001);
  });

  it('compares no releases, whether its request or a tag asks for that', async () => {
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

  it('leaves out a function that is to be measured on both architectures, and says so', async () => {
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

  it('leaves out a function whose name cannot be one', async () => {
    const { items, plan } = await planned({ functionNames: ['busy', 'no such name!'] });

    expect(items).toHaveLength(1);
    expect(plan.refused).toHaveLength(1);
  });
});
