import { describe, expect, it } from '@jest/globals';
import { claimBudget } from '../../../../functions/claim-budget/claim-budget.ts';
import { parseTuningRequest } from '../../../../shared/contract/tuning-request.ts';
import { keepFleetRow, readFleetRow } from '../../../../shared/run/fleet-rows.ts';
import { anItem, FLEET, fleetPorts } from '../../../support/fleet-facts.ts';

async function claimed(ports: ReturnType<typeof fleetPorts>, item = anItem(), waitCount = 0) {
  await ports.ready;
  return await ports.clock.runUntil(claimBudget(ports, { fleet: FLEET, item, waitCount }));
}

describe('claimBudget()', () => {
  it('reserves what the run needs, and limits the run to that', async () => {
    const ports = fleetPorts();

    const answer = await claimed(ports);

    expect(answer).toMatchObject({
      kind: 'granted',
      run: {
        name: expect.stringMatching(/^fn-0-[0-9a-f]{12}$/),
        input: {
          functionName: 'fn-0',
          strategy: 'cost',
          onBusy: 'wait',
          runInvocationsMax: 36,
          runUsdMax: 0.002,
        },
      },
    });
    expect(ports.ledger().promised).toEqual({ 0: { invocations: 36, usd: 0.003 } });
    const { run } = answer as Extract<typeof answer, { kind: 'granted' }>;
    expect(() => parseTuningRequest(run.input)).not.toThrow();
  });

  it('names the same run when it is repeated', async () => {
    const ports = fleetPorts();

    expect(await claimed(ports)).toEqual(await claimed(ports));
    expect(Object.keys(ports.ledger().promised)).toHaveLength(1);
  });

  it('lets a function wait for runs under way, for at most a day', async () => {
    const ports = fleetPorts({ invocations: 40, usd: 1 });
    await claimed(ports);

    expect(await claimed(ports, anItem(1))).toEqual({ kind: 'wait' });
    expect(await claimed(ports, anItem(1), 1_440)).toEqual({ kind: 'done' });
    expect((await readFleetRow(ports.store, FLEET.fleetId, 1))?.outcome).toMatchObject({
      kind: 'skipped',
    });
    expect(ports.ledger().waiting).toEqual({});
  });

  it('skips a function if too little is left, and says how much', async () => {
    const ports = fleetPorts({ invocations: 5, usd: 1 });

    expect(await claimed(ports)).toEqual({ kind: 'done' });
    expect(await readFleetRow(ports.store, FLEET.fleetId, 0)).toEqual({
      functionName: 'fn-0',
      outcome: {
        kind: 'skipped',
        reason:
          'too little of the budget is left: its run may take 36 invocations and $0.00300, and needs a third of that; 5 invocations and $1 are left',
      },
      spent: { invocations: 0, usd: 0 },
    });
  });

  it('starts nothing for a function that has its row, and settles an open promise', async () => {
    const ports = fleetPorts();
    await claimed(ports);
    await keepFleetRow(
      ports.store,
      { fleetId: FLEET.fleetId, position: 0 },
      {
        functionName: 'fn-0',
        outcome: { kind: 'failed', error: 'E', message: 'm' },
        spent: { invocations: 7, usd: 0.001 },
      },
    );

    expect(await claimed(ports)).toEqual({ kind: 'done' });
    expect(ports.ledger()).toMatchObject({
      promised: {},
      spent: { invocations: 7, usd: 0.001 },
      settledCount: 1,
    });
  });

  it('keeps every one of many concurrent claims', async () => {
    const ports = fleetPorts({ invocations: 36 * 8, usd: 1 });
    await ports.ready;

    await ports.clock.runUntil(
      Promise.all(
        [0, 1, 2, 3, 4, 5, 6, 7].map((position) =>
          claimBudget(ports, { fleet: FLEET, item: anItem(position), waitCount: 0 }),
        ),
      ),
    );

    expect(Object.keys(ports.ledger().promised)).toHaveLength(8);
  });
});
