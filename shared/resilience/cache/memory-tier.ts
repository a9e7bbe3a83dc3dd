import type { Clock } from '../../runtime/clock.ts';
import type { CacheTier } from './cache.ts';

/** Most entries in one execution environment; the oldest are dropped first. */
const ENTRY_COUNT_MAX = 100;

/** Longest text that is kept, characters; longer ones are only in the other tiers. */
const TEXT_LENGTH_MAX = 256 * 1024;

/**
 * Longest that an entry is kept, even if other tiers keep it longer: another environment may have
 * written a newer value, which this one would not notice.
 */
const LIFE_MS_MAX = 60_000;

/** Entries in the memory of an execution environment, by key. */
export type MemoryEntries = Map<string, MemoryEntry>;

interface MemoryEntry {
  readonly text: string;
  readonly endsAtMs: number;
}

/**
 * Creates the tier in the memory of a warm execution environment.
 *
 * @param entries Created once per environment, so that later steps find what earlier ones kept.
 */
export function memoryTier(clock: Clock, entries: MemoryEntries = new Map()): CacheTier {
  return {
    name: 'memory',
    read: async (key) => {
      const entry = entries.get(key);
      if (entry !== undefined && entry.endsAtMs <= clock.nowMs()) {
        entries.delete(key);
        return undefined;
      }
      return entry?.text;
    },
    write: async (key, text, lifeSeconds) => {
      entries.delete(key);
      if (text.length > TEXT_LENGTH_MAX) {
        return;
      }
      entries.set(key, {
        text,
        endsAtMs: clock.nowMs() + Math.min(LIFE_MS_MAX, lifeSeconds * 1000),
      });
      const [oldest] = entries.keys();
      if (entries.size > ENTRY_COUNT_MAX && oldest !== undefined) {
        entries.delete(oldest);
      }
    },
  };
}
