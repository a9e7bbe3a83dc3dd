import { describe, expect, it } from '@jest/globals';
import { NeighbourWatch } from './neighbour-watch.ts';
import { SimulatedFleet } from './simulated-fleet.ts';

const COUNT = 8;

/** Functions 0 and 1 of every fleet: one fails at every size, one does not exist. */
const FAILING = ['fn-0', 'fn-1'];

function leftOvers({ account }: SimulatedFleet): readonly string[] {
  return [
    ...account.storeKeys('journal/'),
    ...account.cloud
      .listFunctions()
      .map(({ functionName }) => functionName)
      .filter((name) => name.startsWith(account.deployment.clonePrefix)),
  ];
}

describe('a fleet', () => {
  it('reports a verdict or a failure for every function, and no failure affects another function', async () => {
    const fleet = await SimulatedFleet.make(COUNT);
    const watch = new NeighbourWatch(fleet.account);
    const { onCall } = fleet.account;
    fleet.account.onCall = (call) => {
      onCall(call);
      watch.observe(call);
    };

    const end = await fleet.run({ functionNames: fleet.functionNames }, { name: 'fleet' });
    const { result, rows } = await fleet.readResult(end);

    expect(rows.map(({ functionName }) => functionName).toSorted()).toEqual(
      fleet.functionNames.toSorted(),
    );
    for (const { functionName, outcome } of rows) {
      expect([functionName, outcome.kind]).toEqual([
        functionName,
        FAILING.includes(functionName) ? 'failed' : 'tuned',
      ]);
    }
    expect(result.counts.failed).toBe(FAILING.length);
    expect(result.spent.invocations).toBe(fleet.invocationCount);
    expect(watch.violations).toEqual([]);
    // Lambda's control plane accepts 15 requests per second from the account.
    expect(fleet.controlPlaneRateMax).toBeLessThanOrEqual(15);
    expect(leftOvers(fleet)).toEqual([]);
  });

  it('never spends more than its budget, and spends it where the expected saving is largest', async () => {
    const fleet = await SimulatedFleet.make(COUNT);
    const budget = { invocationsMax: 70, usdMax: 0.01 };

    const end = await fleet.run(
      { functionNames: fleet.functionNames, ...budget },
      { name: 'fleet' },
    );
    const { result, rows } = await fleet.readResult(end);

    expect(fleet.invocationCount).toBeLessThanOrEqual(budget.invocationsMax);
    expect(fleet.costUsd).toBeLessThanOrEqual(budget.usdMax);
    expect(result.spent.invocations).toBe(fleet.invocationCount);
    expect(result.counts.skipped).toBeGreaterThan(0);
    // The rows are in the order of expected saving per invocation.
    expect(rows[0]?.outcome.kind).toBe('tuned');
    expect(rows.at(-1)?.outcome.kind).not.toBe('tuned');
    for (const { outcome } of rows) {
      if (outcome.kind === 'skipped') expect(outcome.reason).toContain('budget');
    }
  });

  it('respects its budget in dollars as well as in invocations', async () => {
    const fleet = await SimulatedFleet.make(COUNT);

    const end = await fleet.run(
      { functionNames: fleet.functionNames, usdMax: 0.002 },
      { name: 'fleet' },
    );
    const { result } = await fleet.readResult(end);

    expect(fleet.costUsd).toBeLessThanOrEqual(0.002);
    expect(result.counts.skipped).toBeGreaterThan(0);
  });

  it('takes back the promise of a claim that failed for good before its run began', async () => {
    const fleet = await SimulatedFleet.make(COUNT);
    const taskKey = 'claimBudget';
    // Calls of the first attempt: row, ledger, promise. Calls of each retry: row, ledger, pace.
    fleet.account.deaths.plan([
      { taskKey, atCall: 3, when: 'after' },
      { taskKey, atCall: 6, when: 'before' },
      { taskKey, atCall: 9, when: 'before' },
    ]);

    const end = await fleet.run(
      { functionNames: fleet.functionNames, concurrencyMax: 1 },
      { name: 'fleet' },
    );
    const { result, rows } = await fleet.readResult(end);
    const ledger = await fleet.account.readStore(`fleets/${result.fleetId}/ledger.json`);

    expect(rows[0]).toMatchObject({
      outcome: { kind: 'failed', error: 'Runtime.ExitError' },
      spent: { invocations: 0, usd: 0 },
    });
    expect(rows[0]).not.toHaveProperty('executionArn');
    expect(JSON.parse(ledger ?? '')).toMatchObject({ promised: {}, settledCount: COUNT });
    expect(result.spent.invocations).toBe(fleet.invocationCount);
  });

  it('is planned and reported in several steps if one is not enough', async () => {
    const fleet = await SimulatedFleet.make(60);
    // Two consecutive calls take half of a step.
    fleet.slowDown(13_000);

    const end = await fleet.run(
      { functionNames: fleet.functionNames, invocationsMax: 1 },
      { name: 'fleet' },
    );
    const { result, rows } = await fleet.readResult(end);

    expect(fleet.steps.planFleet.length).toBeGreaterThan(1);
    expect(fleet.steps.reportFleet.length).toBeGreaterThan(1);
    expect(fleet.stepSecondsMax).toBeLessThanOrEqual(60);
    expect(rows.map(({ functionName }) => functionName).toSorted()).toEqual(
      fleet.functionNames.toSorted(),
    );
    expect(result.counts).toMatchObject({ skipped: 60, failed: 0, refused: 0 });
  });

  it.each([3_000, 9_000])(
    'resumes after a stop at %d ms, and measures nothing twice',
    async (stopAfterMs) => {
      const fleet = await SimulatedFleet.make(COUNT);
      const request = { functionNames: fleet.functionNames, concurrencyMax: 4 };
      const stopped = await fleet.run(request, { name: 'first', stopAfterMs });
      const resume = fleet.fleetId;

      const end = await fleet.run({ resume, concurrencyMax: 4 }, { name: 'second' });
      const { result, rows } = await fleet.readResult(end);

      expect(stopped.status).toBe('ABORTED');
      expect(rows.filter(({ outcome }) => outcome.kind === 'tuned')).toHaveLength(
        COUNT - FAILING.length,
      );
      // One run for each function, and their spending adds up to all invocations.
      expect(fleet.account.executions).toHaveLength(COUNT);
      expect(result.spent.invocations).toBe(fleet.invocationCount);
      expect(leftOvers(fleet)).toEqual([]);
    },
  );
});
