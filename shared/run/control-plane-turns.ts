import * as z from 'zod/mini';
import type { StoreAccess } from '../aws/s3-store.ts';
import { durableText, parseDurable } from '../contract/durable.ts';
import { CONTROL_PLANE_PACE_KEY } from '../contract/store-key.ts';
import { controlPlanePaceSchema, takeTurns, type WantedTurns } from '../core/control-plane-pace.ts';
import { MINUTE_MS } from '../core/duration-units.ts';
import { rethrowDefect } from '../errors.ts';
import type { Step } from '../runtime/step.ts';
import type { Store, WriteCondition } from '../runtime/store.ts';

/**
 * Takes the next turns among all runs, in one write.
 *
 * @returns The times of the turns, milliseconds since the Unix epoch. `undefined` if the store does
 *   not answer in time: then the run keeps its own pace.
 */
export type TakeTurns = (wanted: WantedTurns) => Promise<readonly number[] | undefined>;

/** Dependencies of taking turns. */
interface TurnPorts extends Pick<Step, 'clock' | 'random' | 'measure'> {
  /** Store whose calls have a short deadline, {@link STORE_MS_MAX}. */
  readonly store: Pick<Store, 'read' | 'write'>;
}

/** Longest duration of one call to the store, milliseconds; a turn is not worth a longer wait. */
const STORE_MS_MAX = 1_000;

/** Most attempts when other runs write first. With ten runs at a time, few need more than three. */
const RACE_COUNT_MAX = 12;

const PAUSE_MS = 40;

/** A longer queue means that a clock or the stored object is wrong, milliseconds. */
const QUEUE_MS_MAX = 10 * MINUTE_MS;

/** The stored pace, with a random value that makes every write unique. */
const storedPaceSchema = z.strictObject({
  ...controlPlanePaceSchema.shape,
  takenBy: z.string(),
});

/** Returns the operation that takes turns, for a task. */
export function turnTaker(stores: StoreAccess): (step: Step) => TakeTurns {
  return (step) => {
    const ports = { ...step, store: stores.within(step, STORE_MS_MAX) };
    return (wanted) => takeTurnsOfAll(ports, wanted);
  };
}

/**
 * Takes turns from the one object that holds the pace of all runs. Never rejects: no run fails
 * because it got no turn.
 */
export async function takeTurnsOfAll(
  { store, clock, random, measure }: TurnPorts,
  wanted: WantedTurns,
): Promise<readonly number[] | undefined> {
  if (wanted.count === 0) return [];
  try {
    for (let raceCount = 0; raceCount < RACE_COUNT_MAX; raceCount++) {
      const stored = await store.read(CONTROL_PLANE_PACE_KEY);
      const before = stored && parseDurable(storedPaceSchema, stored.text, 'the pace of all runs');
      const nowMs = clock.nowMs();
      const { pace, turnsMs } = takeTurns(before, nowMs, wanted);
      if (turnsMs.some((turnMs) => turnMs > nowMs + QUEUE_MS_MAX)) return undefined;
      const condition: WriteCondition =
        stored === undefined ? { kind: 'ifAbsent' } : { kind: 'ifUnchanged', etag: stored.etag };
      // Without a unique value, two runs with the same text could each take the write for their
      // own.
      const text = durableText({ ...pace, takenBy: String(random()) });
      if ((await store.write(CONTROL_PLANE_PACE_KEY, text, { condition })).kind === 'written') {
        measure('ControlPlanePaceConflicts', raceCount, 'Count');
        return turnsMs;
      }
      await clock.sleepMs(random() * PAUSE_MS * (raceCount + 1));
    }
  } catch (error) {
    rethrowDefect(error);
  }
  return undefined;
}
