import { describe, expect, it } from '@jest/globals';
import { claimBudget } from '../../../../functions/claim-budget/claim-budget.ts';
import { reportFleet } from '../../../../functions/report-fleet/report-fleet.ts';
import { durableText } from '../../../../shared/contract/durable.ts';
import type { FleetOutcome } from '../../../../shared/contract/fleet.ts';
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

const HOSTILE = '<script>alert(1)</script> | [link](http://x)';

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
  const result = await reportFleet(ports, { fleet: FLEET, failure });
  const read = (suffix: string) =>
    store.texts.get(`fleets/${FLEET.fleetId}/report.${suffix}`) ?? '';
  return { result, json: JSON.parse(read('json')), html: read('html'), markdown: read('md') };
}

describe('reportFleet()', () => {
  it('adds up what the changes save, and how much of it is applied', async () => {
    const { result, markdown } = await reported([
      CHANGE,
      { ...CHANGE, isApplied: false, saving: { mean: 10, low: 0, high: 20 } },
      { ...CHANGE, verdict: 'keep', powerValue: powerValue(1024), isApplied: false },
    ]);

    expect(result.counts).toMatchObject({ change: 2, keep: 1, failed: 0 });
    expect(result.savingApplied).toEqual({ mean: 30, low: 20, high: 40 });
    expect(markdown).toContain('1024 to 512 MB, applied');
  });

  it('has a row for every function, with the reason of those without a verdict', async () => {
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

  it('counts all that was promised to a run that nobody settled', async () => {
    const { ready, ...ports } = fleetPorts();
    await ready;
    await ports.clock.runUntil(claimBudget(ports, { fleet: FLEET, item: anItem(), waitCount: 0 }));

    const { result } = await reported([undefined], null, { ...ports, ready });

    expect(result.spent).toEqual({ invocations: 36, usd: 0.003 });
  });

  it('lets no message be markup', async () => {
    const { html, markdown } = await reported([{ kind: 'failed', error: 'E', message: HOSTILE }]);

    expect(html).not.toContain('<script>');
    expect(markdown).not.toContain('[link](');
    expect(markdown).not.toContain('<script>');
  });

  it('says so where the fleet itself failed', async () => {
    const { json, markdown } = await reported([CHANGE], { Error: 'States.ItemReaderFailed' });

    expect(markdown).toContain(
      'The fleet did not end well: The run ended with States.ItemReaderFailed',
    );
    expect(json.failure).toContain('States.ItemReaderFailed');
  });
});
