import { durableText, parseDurable } from '../contract/durable.ts';
import { fleetLedgerKey } from '../contract/store-key.ts';
import type { Amounts } from '../core/fleet/amounts.ts';
import { type Ledger, ledgerSchema, settle } from '../core/fleet/ledger.ts';
import { InvariantError, TransientServiceError } from '../errors.ts';
import type { Step } from '../runtime/step.ts';
import type { Store } from '../runtime/store.ts';

/** Dependencies of changing the ledger of a fleet. */
export interface LedgerPorts extends Pick<Step, 'clock' | 'random' | 'deadlineMs' | 'measure'> {
  readonly store: Store;
}

/**
 * Longest pause before the second attempt, milliseconds, about the time of a few writes; it grows
 * with each lost race.
 */
const PAUSE_MS = 50;

/** Most lost races before the step is run again. */
const RACE_COUNT_MAX = 20;

/**
 * Changes the ledger by compare-and-swap: of all concurrent changes one succeeds, and the others
 * decide again on the result.
 *
 * @param change Decides on the present ledger. Returning the same object means that nothing is
 *   written.
 * @throws {TransientServiceError} If other runs kept changing the ledger; nothing is changed then.
 */
export async function changeLedger<T>(
  ports: LedgerPorts,
  fleetId: string,
  change: (ledger: Ledger) => { readonly ledger: Ledger; readonly result: T },
): Promise<T> {
  const { store, clock, random, measure } = ports;
  const key = fleetLedgerKey(fleetId);
  for (let raceCount = 0; raceCount < RACE_COUNT_MAX; raceCount++) {
    const { ledger: before, etag } = await readLedger(store, fleetId);
    const { ledger, result } = change(before);
    const isWritten =
      ledger === before ||
      (await store.write(key, durableText(ledger), { condition: { kind: 'ifUnchanged', etag } }))
        .kind === 'written';
    if (isWritten) {
      measure('FleetLedgerConflicts', raceCount, 'Count');
      return result;
    }
    const pauseMs = random() * PAUSE_MS * (raceCount + 1);
    if (clock.nowMs() + pauseMs >= ports.deadlineMs) break;
    await clock.sleepMs(pauseMs);
  }
  throw new TransientServiceError(
    `Cannot change the budget of fleet "${fleetId}": other runs kept changing it meanwhile`,
  );
}

/**
 * Settles in the ledger what the run of a function has spent. May run any number of times.
 *
 * @throws {TransientServiceError} As {@link changeLedger}.
 */
export async function settleInLedger(
  ports: LedgerPorts,
  fleetId: string,
  { position, spent }: { readonly position: number; readonly spent: Amounts },
): Promise<void> {
  await changeLedger(ports, fleetId, (ledger) => ({
    ledger: settle(ledger, position, spent),
    result: undefined,
  }));
}

/** @throws {InvariantError} If the fleet has no ledger. */
export async function readLedger(
  store: Pick<Store, 'read'>,
  fleetId: string,
): Promise<{ readonly ledger: Ledger; readonly etag: string }> {
  const key = fleetLedgerKey(fleetId);
  const stored = await store.read(key);
  if (stored === undefined) {
    throw new InvariantError(`Fleet "${fleetId}" without a ledger: "${key}" must be there`);
  }
  return { ledger: parseDurable(ledgerSchema, stored.text, `ledger "${key}"`), etag: stored.etag };
}
