import * as z from 'zod/mini';
import { parseJson } from '../../core/json.ts';
import type { Clock } from '../../runtime/clock.ts';

/** One level of a cache. Each tier can fail independently of the others. */
export interface CacheTier {
  /** Name in metrics: `memory`, `redis`, `store`. */
  readonly name: string;
  /** @returns `undefined` if the tier has nothing under the key. */
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string, lifeSeconds: number): Promise<void>;
}

/** A cached value with the time it was stored. */
interface CachedValue {
  readonly value: unknown;
  readonly writtenAtMs: number;
}

/** Dependencies of a {@link Cache}. */
interface CachePorts {
  readonly clock: Clock;
  /** Tiers from the nearest to the farthest. */
  readonly tiers: readonly CacheTier[];
  /** Called for each use of a tier that failed. */
  onSkipped(tierName: string, error: unknown): void;
}

const entrySchema = z.strictObject({ writtenAtMs: z.number(), value: z.unknown() });

/**
 * Caches values over several tiers: the nearest tier that has a value answers, and nearer ones get
 * a copy. A tier that is down is skipped; if all are down, nothing is found and nothing fails.
 */
export class Cache {
  readonly #ports: CachePorts;

  constructor(ports: CachePorts) {
    this.#ports = ports;
  }

  /**
   * Reads a value. Never rejects.
   *
   * @param ageMsMax Values older than this are ignored, milliseconds.
   * @returns `undefined` if no tier has it.
   */
  async read(key: string, ageMsMax: number): Promise<CachedValue | undefined> {
    const { tiers, clock } = this.#ports;
    for (const [index, tier] of tiers.entries()) {
      const text = await this.#use(tier, () => tier.read(key));
      const entry = text === undefined ? undefined : parseEntry(text);
      if (text === undefined || entry === undefined) {
        continue;
      }
      const remainingMs = entry.writtenAtMs + ageMsMax - clock.nowMs();
      if (remainingMs > 0) {
        await this.#writeTo(tiers.slice(0, index), key, text, remainingMs);
        return entry;
      }
    }
    return undefined;
  }

  /**
   * Writes a value to every tier that accepts it. Never rejects.
   *
   * @param value Anything that JSON can represent.
   */
  async write(key: string, value: unknown, lifeMs: number): Promise<void> {
    const { tiers, clock } = this.#ports;
    const text = JSON.stringify({ writtenAtMs: clock.nowMs(), value });
    await this.#writeTo(tiers, key, text, lifeMs);
  }

  async #writeTo(tiers: readonly CacheTier[], key: string, text: string, lifeMs: number) {
    const lifeSeconds = Math.max(1, Math.floor(lifeMs / 1000));
    await Promise.all(
      tiers.map((tier) => this.#use(tier, () => tier.write(key, text, lifeSeconds))),
    );
  }

  async #use<T>(tier: CacheTier, use: () => Promise<T>): Promise<T | undefined> {
    try {
      return await use();
    } catch (error) {
      this.#ports.onSkipped(tier.name, error);
      return undefined;
    }
  }
}

function parseEntry(text: string): CachedValue | undefined {
  const parsed = z.safeParse(entrySchema, parseJson(text));
  return parsed.success ? parsed.data : undefined;
}
