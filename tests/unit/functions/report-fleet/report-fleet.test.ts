import { describe, expect, it } from '@jest/globals';
import { claimBudget } from '../../../../functions/claim-budget/claim-budget.ts';
import { reportFleet } from '../../../../functions/report-fleet/report-fleet.ts';
import { durableText } from '../../../../shared/contract/durable.ts';
import type { FleetOutcome, FleetRow } from '../../../../shared/contract/fleet.ts';
import type { ReportFleetInput } from '../../../../shared/contract/fleet-result.ts';
import { fleetItemsKey, fleetPlanKey } from '../../../../shared/contract/store-key.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { keepFleetRow } from '../../../../shared/run/fleet-rows.ts';
import { anItem, FLEET, fleetPorts } from '../../../support/fleet-facts.ts';

const CHANGE: FleetOutcome = {
  kind: 'tuned',
  verdict: 'change',
  text: 'Change.',
  powerValueBefore: powerValue(1024),
  powerValue: powerValue(512),
  isApplied: true,
  saving: { mean: 30, low: 20, high: 40 },
  isRecalled: false,
  report: 's3://store/runs/fn-0/x.html',
};

const FLEET_REPORT = `fleets/${FLEET.fleetId}/report.json`;

const HOSTILE = '<script>alert(1)</script> | [link](http://x)';

/** Maximum number of steps of a report. */
const STEP_COUNT_MAX = 100;

/** Time of one step, milliseconds. */
const STEP_MS = 56_500;

/** Repeats the step until the report is complete, also after it dies, like the state machine. */
async function reportInSteps(
  ports: Omit<ReturnType<typeof fleetPorts>, 'ready'>,
  failure: { Error: string } | null = null,
) {
  let rowCount: number | null = null;
  for (let stepCount = 1; stepCount <= STEP_COUNT_MAX; stepCount++) {
    const step = { ...ports, deadlineMs: ports.clock.nowMs() + STEP_MS };
    const input: ReportFleetInput = { fleet: FLEET, failure, rowCount };
    const ran = reportFleet(step, input).catch((error) => {
      if (error instanceof Death) return undefined;
      throw error;
    });
    const output = await ports.clock.runUntil(ran);
    if (output?.status === 'complete') return { result: output.result, stepCount };
    rowCount = output?.rowCount ?? rowCount;
  }
  throw new Error(`There is no report after ${STEP_COUNT_MAX} steps`);
}

/** The end of the process of a task, which no task can catch. */
class Death extends Error {}

async function reported(
  outcomes: readonly (FleetOutcome | undefined)[],
  failure: { Error: string } | null = null,
  ports = fleetPorts(),
) {
  const { store } = ports;
  await ports.ready;
  const items = outcomes.map((_, position) => anItem(position));
  const budget = { invocations: 100, usd: 1 };
  await store.write(fleetItemsKey(FLEET.fleetId), JSON.stringify(items));
  await store.write(
    fleetPlanKey(FLEET.fleetId),
    durableText({ startedAtMs: 1_000_000, functionCount: items.length, budget, refused: [] }),
  );
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome === undefined) continue;
    const place = { fleetId: FLEET.fleetId, position };
    const spent = { invocations: 12, usd: 0.002 };
    await keepFleetRow(store, place, { functionName: `fn-${position}`, outcome, spent });
  }
  const { result } = await reportInSteps(ports, failure);
  const read = (suffix: string) =>
    store.texts.get(`fleets/${FLEET.fleetId}/report.${suffix}`) ?? '';
  return { result, json: JSON.parse(read('json')), html: read('html'), markdown: read('md') };
}

describe('reportFleet()', () => {
  it('adds up the savings, and how much of them is applied', async () => {
    const { result, markdown } = await reported([
      CHANGE,
      { ...CHANGE, isApplied: false, saving: { mean: 10, low: 0, high: 20 } },
      { ...CHANGE, verdict: 'keep', powerValue: powerValue(1024), isApplied: false },
    ]);

    expect(result.counts).toMatchObject({ change: 2, keep: 1, failed: 0 });
    expect(result.savingApplied).toEqual({ mean: 30, low: 20, high: 40 });
    expect(markdown).toContain('1024 to 512 MB, applied');
  });

  it('has a row for every function, with a reason if there is no verdict', async () => {
    const { json, html, markdown } = await reported([
      CHANGE,
      { kind: 'failed', error: 'NoTierMeasuredError', message: 'it fails everywhere' },
      undefined,
    ]);

    expect(json.functions).toHaveLength(3);
    for (const text of [html, markdown]) {
      expect(text).toContain('it fails everywhere');
      expect(text).toContain('measures nothing twice');
    }
  });

  it('counts everything that was promised to a run that was never settled', async () => {
    const { ready, ...ports } = fleetPorts();
    await ready;
    await ports.clock.runUntil(claimBudget(ports, { fleet: FLEET, item: anItem(), waitCount: 0 }));

    const { result } = await reported([undefined], null, { ...ports, ready });

    expect(result.spent).toEqual({ invocations: 36, usd: 0.003 });
  });

  it('does not render messages as markup', async () => {
    const { html, markdown } = await reported([{ kind: 'failed', error: 'E', message: HOSTILE }]);

    expect(html).not.toContain('<script>');
    expect(markdown).not.toContain('[link](');
    expect(markdown).not.toContain('<script>');
  });

  it('says if the fleet itself failed', async () => {
    const { json, markdown } = await reported([CHANGE], { Error: 'States.ItemReaderFailed' });

    expect(markdown).toContain('The fleet failed: The run ended with States.ItemReaderFailed');
    expect(json.failure).toContain('States.ItemReaderFailed');
  });
});

describe('reportFleet() of 10,000 functions', () => {
  const COUNT = 10_000;

  /** A fleet whose rows take time to read, and whose step may die in the middle of a read. */
  async function largeFleet({ diesAtReads = [] as readonly number[] } = {}) {
    const { ready, ...ports } = fleetPorts();
    await ready;
    const { store } = ports;
    const { fleetId } = FLEET;
    const items = Array.from({ length: COUNT }, (_, position) => anItem(position));
    const budget = { invocations: 100, usd: 1 };
    await store.write(fleetItemsKey(fleetId), JSON.stringify(items));
    await store.write(
      fleetPlanKey(fleetId),
      durableText({ startedAtMs: 1_000_000, functionCount: COUNT, budget, refused: [] }),
    );
    for (const { position, functionName } of items) {
      // One in ten has no row, as after a stop.
      if (position % 10 === 9) continue;
      const row = { functionName, outcome: CHANGE, spent: { invocations: 12, usd: 0.002 } };
      await keepFleetRow(store, { fleetId, position }, row);
    }
    const reads = new Map<string, number>();
    let readCount = 0;
    const read = async (key: string) => {
      if (key.includes('/rows/')) {
        readCount += 1;
        reads.set(key, (reads.get(key) ?? 0) + 1);
        if (diesAtReads.includes(readCount)) throw new Death();
        await ports.clock.sleepMs(1_000);
      }
      return await store.read(key);
    };
    return { ...ports, reads, store: { ...store, read } };
  }

  it('takes several steps, and reads every row once', async () => {
    const ports = await largeFleet();

    const { result, stepCount } = await reportInSteps(ports);
    const { functions } = JSON.parse(ports.store.texts.get(FLEET_REPORT) ?? '');

    expect(stepCount).toBeGreaterThan(3);
    expect(result.counts).toMatchObject({ change: 9_000, failed: 1_000 });
    expect(functions.map(({ functionName }: FleetRow) => functionName)).toEqual(
      Array.from({ length: COUNT }, (_, position) => `fn-${position}`),
    );
    expect(new Set(ports.reads.values())).toEqual(new Set([1]));
  });

  it('has every row if steps die in between, and rereads only what those had read', async () => {
    const ports = await largeFleet({ diesAtReads: [1, 1_500, 4_000, 9_990] });

    const { result } = await reportInSteps(ports);

    expect(result.counts).toMatchObject({ change: 9_000, failed: 1_000 });
    expect(Math.max(...ports.reads.values())).toBeLessThanOrEqual(3);
  });

  it('loses no row if an abandoned step continues beside its repetition', async () => {
    const ports = await largeFleet();
    const deadlineMs = ports.clock.nowMs() + STEP_MS;
    const step = () =>
      reportFleet({ ...ports, deadlineMs }, { fleet: FLEET, failure: null, rowCount: null });

    const both = await ports.clock.runUntil(Promise.allSettled([step(), step()]));
    const { result } = await reportInSteps(ports);

    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(result.counts).toMatchObject({ change: 9_000, failed: 1_000 });
  });
});
