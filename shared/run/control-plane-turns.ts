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
 * Takes the next turns among all runs, in one go.
 *
 * @returns When each is, milliseconds since the Unix epoch; `undefined` where the store does not
 *   tell in time: then a run keeps a pace of its own.
 */
export type TakeTurns = (wanted: WantedTurns) => Promise<readonly number[] | undefined>;

/** What taking turns depends on. */
interface TurnPorts extends Pick<Step, 'clock' | 'random' | 'measure'> {
  /** With a deadline of its own. */
  readonly store: Pick<Store, 'read' | 'write'>;
}

/** Longest that one call to the store may take: what it is asked for is not worth more. */
const STORE_MS_MAX = 1_000;

/** Writes that others may come before; with ten runs at a time few need more than three. */
const RACE_COUNT_MAX = 12;

const PAUSE_MS = 40;

/** A queue that is longer is none of ours: a clock is wrong, or the object is. */
const QUEUE_MS_MAX = 10 * MINUTE_MS;

/** The object, with what tells one write from every other. */
const storedPaceSchema = z.strictObject({
  ...controlPlanePaceSchema.shape,
  takenBy: z.string(),
});

/** Turns as a task takes them. */
export function turnTaker(stores: StoreAccess): (step: Step) => TakeTurns {
  return (step) => {
    const ports = { ...step, store: stores.within(step, STORE_MS_MAX) };
    return (wanted) => takeTurnsOfAll(ports, wanted);
  };
}

/** One object has the pace of all runs. Never rejects: no run fails for want of a turn. */
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
      // Otherwise two runs that write the same could both take it for their own.
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
