import { durableText, parseDurable } from '../contract/durable.ts';
import { type FleetRow, fleetRowSchema } from '../contract/fleet.ts';
import { fleetRowKey } from '../contract/store-key.ts';
import type { Store } from '../runtime/store.ts';

/** Reads how the run of a function ended; `undefined` if that is not known yet. */
export async function readFleetRow(
  store: Pick<Store, 'read'>,
  fleetId: string,
  position: number,
): Promise<FleetRow | undefined> {
  const key = fleetRowKey(fleetId, position);
  const stored = await store.read(key);
  return stored && parseDurable(fleetRowSchema, stored.text, `row "${key}"`);
}

/** Stores how the run of a function ended. */
export async function keepFleetRow(
  store: Pick<Store, 'write'>,
  { fleetId, position }: { readonly fleetId: string; readonly position: number },
  row: FleetRow,
): Promise<void> {
  await store.write(fleetRowKey(fleetId, position), durableText(row));
}
