import { describe, expect, it } from '@jest/globals';
import { Cache, type CacheTier } from '../../../../../shared/resilience/cache/cache.ts';
import { memoryTier } from '../../../../../shared/resilience/cache/memory-tier.ts';

const MINUTE_MS = 60_000;

function clockAt(nowMs: number) {
  return { time: nowMs, nowMs: () => clock.time, sleepMs: async () => undefined };
}
let clock = clockAt(0);

function mapTier(name: string, entries = new Map<string, string>()): CacheTier {
  return {
    name,
    read: async (key) => entries.get(key),
    write: async (key, text) => {
      entries.set(key, text);
    },
  };
}

const brokenTier: CacheTier = {
  name: 'broken',
  read: () => Promise.reject(new Error('down')),
  write: () => Promise.reject(new Error('down')),
};

function cacheOf(tiers: readonly CacheTier[]) {
  clock = clockAt(1_000_000);
  const skipped: string[] = [];
  const cache = new Cache({ clock, tiers, onSkipped: (name) => skipped.push(name) });
  return { cache, skipped };
}

describe('Cache', () => {
  it('returns a value until it is older than the reader accepts', async () => {
    const { cache } = cacheOf([mapTier('only')]);
    await cache.write('key', { answer: 42 }, 10 * MINUTE_MS);
    clock.time += 5 * MINUTE_MS;

    expect(await cache.read('key', 6 * MINUTE_MS)).toEqual({
      value: { answer: 42 },
      writtenAtMs: 1_000_000,
    });
    expect(await cache.read('key', 4 * MINUTE_MS)).toBeUndefined();
    expect(await cache.read('other', MINUTE_MS)).toBeUndefined();
  });

  it('copies the value of a farther tier to the nearer ones', async () => {
    const near = new Map<string, string>();
    const far = new Map<string, string>();
    const { cache } = cacheOf([mapTier('near', near), mapTier('far', far)]);
    await cache.write('key', 1, MINUTE_MS);
    near.clear();

    await cache.read('key', MINUTE_MS);

    expect(near.get('key')).toBe(far.get('key'));
  });

  it('asks a farther tier if the value of the nearer one is too old, or unreadable', async () => {
    const near = new Map([
      ['old', '{"writtenAtMs":1,"value":"old"}'],
      ['broken', '{"writtenAtMs":'],
    ]);
    const far = new Map([
      ['old', '{"writtenAtMs":999999,"value":"new"}'],
      ['broken', '{"writtenAtMs":999999,"value":"whole"}'],
    ]);
    const { cache } = cacheOf([mapTier('near', near), mapTier('far', far)]);

    expect((await cache.read('old', MINUTE_MS))?.value).toBe('new');
    expect((await cache.read('broken', MINUTE_MS))?.value).toBe('whole');
  });

  it('skips a tier that is down, reports it, and works without it', async () => {
    const { cache, skipped } = cacheOf([brokenTier, mapTier('works')]);

    await cache.write('key', 'value', MINUTE_MS);
    const known = await cache.read('key', MINUTE_MS);

    expect(known?.value).toBe('value');
    // Once for the write, once for the read, once for the copy of what the other tier knew.
    expect(skipped).toEqual(['broken', 'broken', 'broken']);
  });

  it('finds nothing if every tier is down', async () => {
    const { cache } = cacheOf([brokenTier]);

    await cache.write('key', 'value', MINUTE_MS);

    expect(await cache.read('key', MINUTE_MS)).toBeUndefined();
  });
});

describe('memoryTier()', () => {
  it('forgets after a minute, even if the value may live longer', async () => {
    clock = clockAt(0);
    const tier = memoryTier(clock);
    await tier.write('key', 'text', 3600);

    clock.time = MINUTE_MS - 1;
    const before = await tier.read('key');
    clock.time = MINUTE_MS;

    expect([before, await tier.read('key')]).toEqual(['text', undefined]);
  });

  it('drops the oldest of too many entries, and keeps no large ones', async () => {
    clock = clockAt(0);
    const tier = memoryTier(clock);
    for (let index = 0; index <= 100; index++) {
      await tier.write(`key-${index}`, 'text', 60);
    }
    await tier.write('large', 'x'.repeat(300_000), 60);

    expect(await tier.read('key-0')).toBeUndefined();
    expect(await tier.read('key-1')).toBe('text');
    expect(await tier.read('large')).toBeUndefined();
  });
});
