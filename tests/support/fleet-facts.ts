import { durableText } from '../../shared/contract/durable.ts';
import type { Fleet, FleetItem } from '../../shared/contract/fleet.ts';
import { fleetLedgerKey } from '../../shared/contract/store-key.ts';
import type { Amounts } from '../../shared/core/fleet/amounts.ts';
import { type Ledger, openLedger } from '../../shared/core/fleet/ledger.ts';
import { memoryStore } from './memory-store.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A fleet of three functions. */
export const FLEET: Fleet = {
  fleetId: 'f1e2d3c4b5a6',
  startedAtMs: 1_000_000,
  functionCount: 3,
  concurrencyMax: 10,
  items: { bucket: 'store', key: 'fleets/f1e2d3c4b5a6/items.json' },
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:tuner',
};

/** Returns the function at a position. */
export function anItem(position = 0, changes: Partial<FleetItem> = {}): FleetItem {
  return {
    position,
    functionName: `fn-${position}`,
    request: { strategy: 'cost' },
    need: { invocations: 36, usd: 0.003 },
    ...changes,
  };
}

/** Returns the dependencies of a fleet's tasks, with a budget of which nothing is spent. */
export function fleetPorts(budget: Amounts = { invocations: 100, usd: 1 }) {
  const store = memoryStore();
  const warnings: string[] = [];
  const key = fleetLedgerKey(FLEET.fleetId);
  const ledger = () => JSON.parse(store.texts.get(key) ?? '{}') as Ledger;
  const ready = store.write(key, durableText(openLedger(budget)));
  return {
    ready,
    store,
    ledger,
    warnings,
    clock: new VirtualClock(1_100_000),
    random: seededRandom(1),
    deadlineMs: 1_120_000,
    measure: () => undefined,
    takeTurns: async () => undefined,
    warn: (message: string) => void warnings.push(message),
  };
}
