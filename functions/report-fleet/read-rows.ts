import * as z from 'zod/mini';
import {
  type Fleet,
  type FleetItem,
  type FleetRow,
  fleetRowSchema,
} from '../../shared/contract/fleet.ts';
import { fleetReportingKey } from '../../shared/contract/store-key.ts';
import { TransientServiceError } from '../../shared/errors.ts';
import { readFleetRow } from '../../shared/run/fleet-rows.ts';
import { keepProgress, readProgress } from '../../shared/run/kept-progress.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';

/** Dependencies of {@link readMoreRows}. */
export interface RowPorts extends Pick<Step, 'clock'> {
  readonly store: Store;
  /** When to stop reading, milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

/**
 * The rows known so far, by position. A row never changes, so rows read for an earlier report are
 * still valid.
 */
const knownRowsSchema = z.strictObject({ rows: z.record(z.string(), fleetRowSchema) });

/** How many rows of a fleet have been read. */
export interface ReadRows {
  /** Number of items that were looked up, from the first one. */
  readonly rowCount: number;
  /** Rows by position; an item that was looked up may have none. */
  readonly rows: Readonly<Record<string, FleetRow>>;
}

/** Number of rows that are read at the same time. */
const PARALLEL_COUNT = 50;

/**
 * Reads the rows of items. Continues where an earlier step ended, and stores its progress if time
 * runs out first.
 *
 * @param rowCount Number of items that earlier steps looked up.
 * @throws {TransientServiceError} If another step is doing the same; this one then counts for
 *   nothing.
 */
export async function readMoreRows(
  { store, clock, untilMs }: RowPorts,
  { fleetId }: Fleet,
  {
    items,
    rowCount: countBefore,
  }: { readonly items: readonly FleetItem[]; readonly rowCount: number },
): Promise<ReadRows> {
  const key = fleetReportingKey(fleetId);
  const kept = await readProgress(store, key, {
    schema: knownRowsSchema,
    none: (): z.infer<typeof knownRowsSchema> => ({ rows: {} }),
  });
  const rows: Record<string, FleetRow> = { ...kept.value.rows };
  let rowCount = countBefore;
  while (rowCount < items.length && clock.nowMs() < untilMs) {
    const some = items.slice(rowCount, rowCount + PARALLEL_COUNT);
    const wanted = some.filter(({ position }) => rows[position] === undefined);
    await Promise.all(
      wanted.map(async ({ position }) => {
        const row = await readFleetRow(store, fleetId, position);
        if (row !== undefined) rows[position] = row;
      }),
    );
    rowCount += some.length;
  }
  if (rowCount < items.length && !(await keepProgress(store, key, { ...kept, value: { rows } }))) {
    throw new TransientServiceError(
      `Cannot continue the report of fleet "${fleetId}": another step does so already`,
    );
  }
  return { rowCount, rows };
}
