import * as z from 'zod/mini';
import { parseJson } from '../../core/json.ts';
import type { Clock } from '../../runtime/clock.ts';

/** One place where cached texts may lie. Each fails on its own. */
export interface CacheTier {
  /** As metrics name it: `memory`, `redis`, `store`. */
  readonly name: string;
  /** @returns `undefined` if there is nothing under the key. */
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
  /** From the nearest to the farthest. */
  readonly tiers: readonly CacheTier[];
  /** Told of each use of a tier that failed. */
  onSkipped(tierName: string, error: unknown): void;
}

const entrySchema = z.strictObject({ writtenAtMs: z.number(), value: z.unknown() });

/**
 * Remembers what was expensive to find out, over several tiers: the nearest that knows answers, and
 * nearer ones learn it. A tier that is down is skipped; a cache without any tier left knows nothing,
 * and that is all.
 */
export class Cache {
  readonly #ports: CachePorts;

  constructor(ports: CachePorts) {
    this.#ports = ports;
  }

  /**
   * @param ageMsMax Older values are not known any more.
   * @returns `undefined` if no tier knows it. Never rejects.
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
   * Keeps a value in every tier that takes it. Never rejects.
   *
   * @param value Anything that JSON can hold.
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
