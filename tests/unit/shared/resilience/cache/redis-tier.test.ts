import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { CacheTier } from '../../../../../shared/resilience/cache/cache.ts';
import { redisTier } from '../../../../../shared/resilience/cache/redis-tier.ts';
import { systemClock } from '../../../../../shared/runtime/clock.ts';
import {
  freePort,
  REDIS_PROGRAM,
  type RedisServer,
  startRedisServer,
} from '../../../../support/redis-server.ts';

const withServer = REDIS_PROGRAM === undefined ? describe.skip : describe;

/** A clock that a test can move forward. */
function shiftedClock() {
  const clock = {
    shiftMs: 0,
    nowMs: () => Date.now() + clock.shiftMs,
    sleepMs: systemClock.sleepMs,
  };
  return clock;
}

withServer('redisTier() with a real server', () => {
  let server: RedisServer;
  let observer: Redis;
  let tier: CacheTier;
  const clock = shiftedClock();

  beforeAll(async () => {
    server = await startRedisServer();
    observer = new Redis(Number(new URL(server.url).port), { disconnectTimeout: 100 });
    tier = redisTier(server.url, clock);
  });

  afterAll(async () => {
    observer.disconnect();
    await server.stop();
  });

  it("keeps texts for the given time, under the tuner's prefix", async () => {
    await tier.write('results/abc', '{"größe":512}', 120);

    expect(await tier.read('results/abc')).toBe('{"größe":512}');
    expect(await tier.read('results/other')).toBeUndefined();
    expect(await observer.keys('*')).toEqual(['autotuner:results/abc']);
    expect(await observer.ttl('autotuner:results/abc')).toBeGreaterThan(100);
  });

  it('connects once for parallel calls', async () => {
    const fresh = redisTier(server.url, clock);

    await Promise.all([fresh.write('a', '1', 60), fresh.write('b', '2', 60), fresh.read('c')]);

    expect(await Promise.all([fresh.read('a'), fresh.read('b')])).toEqual(['1', '2']);
  });

  it('reconnects after the server was down', async () => {
    const port = Number(new URL(server.url).port);
    observer.disconnect();
    await server.stop();

    await expect(tier.read('results/abc')).rejects.toThrow();
    await expect(tier.read('results/abc')).rejects.toThrow('failed a moment ago');

    server = await startRedisServer(port);
    clock.shiftMs = 11_000;
    await tier.write('results/new', 'text', 60);
    expect(await tier.read('results/new')).toBe('text');
  });
});

describe('redisTier() without a server', () => {
  it('fails, and is not tried again at once', async () => {
    const tier = redisTier(`redis://127.0.0.1:${await freePort()}`, shiftedClock());

    await expect(tier.write('key', 'text', 60)).rejects.toThrow();

    await expect(tier.read('key')).rejects.toThrow('failed a moment ago');
  });
});
