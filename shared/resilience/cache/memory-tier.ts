import type { Clock } from '../../runtime/clock.ts';
import type { CacheTier } from './cache.ts';

/** Entries of one execution environment; the oldest go first. */
const ENTRY_COUNT_MAX = 100;

/** A text above this is left to the other tiers. */
const TEXT_LENGTH_MAX = 256 * 1024;

/**
 * However long others may keep it: another environment may have learnt something newer, and this
 * one would not notice.
 */
const LIFE_MS_MAX = 60_000;

/** What the memory of an execution environment holds, by key. */
export type MemoryEntries = Map<string, MemoryEntry>;

interface MemoryEntry {
  readonly text: string;
  readonly endsAtMs: number;
}

/**
 * The memory of a warm execution environment.
 *
 * @param entries Made once for an environment, so that later steps find what earlier ones kept.
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
