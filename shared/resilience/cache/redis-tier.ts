import type { Redis, RedisOptions } from 'ioredis';
import type { Clock } from '../../runtime/clock.ts';
import type { CacheTier } from './cache.ts';

/** Longest wait for a connection and for one answer: a slow cache is as useless as none. */
const CONNECT_MS_MAX = 500;
const COMMAND_MS_MAX = 300;

/** Pause after a failure during which Redis is not used. */
const REST_MS = 10_000;

/** Prefix of the tuner's keys, because the database may be shared. */
const KEY_PREFIX = 'autotuner:';

/** Default port of Redis. */
const PORT = 6379;

/** The connection of an execution environment, and the end of its pause after a failure. */
interface RedisLink {
  client: Redis | undefined;
  /** Set while a connection is being made; parallel calls of a step share it. */
  connecting: Promise<Redis> | undefined;
  restsUntilMs: number;
}

/** Creates a link that connects when it is first used. */
export function redisLink(): RedisLink {
  return { client: undefined, connecting: undefined, restsUntilMs: 0 };
}

/**
 * Creates a tier in Redis or Valkey. Connects on first use and pauses after a failure, so that a
 * server that is down costs a run only one short wait.
 *
 * @param url `redis://` or `rediss://`, with user and password if they are needed.
 * @param link Created once per environment, so that all its steps share one connection.
 */
export function redisTier(url: string, clock: Clock, link: RedisLink = redisLink()): CacheTier {
  async function connect(): Promise<Redis> {
    if (clock.nowMs() < link.restsUntilMs) {
      throw new Error('Redis failed a moment ago and is not asked again yet');
    }
    if (link.client?.status === 'ready') {
      return link.client;
    }
    link.connecting ??= open().finally(() => {
      link.connecting = undefined;
    });
    return await link.connecting;
  }

  /** Opens a connection; a previous one may have been closed while the environment was frozen. */
  async function open(): Promise<Redis> {
    link.client?.disconnect();
    const { Redis } = await import('ioredis');
    const client = new Redis({
      ...addressOf(url),
      lazyConnect: true,
      connectTimeout: CONNECT_MS_MAX,
      disconnectTimeout: CONNECT_MS_MAX,
      commandTimeout: COMMAND_MS_MAX,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      retryStrategy: () => null,
      keyPrefix: KEY_PREFIX,
    });
    // The calls report failures themselves; without a listener the client would print them as well.
    client.on('error', () => undefined);
    link.client = client;
    await client.connect();
    return client;
  }

  async function use<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(await connect());
    } catch (error) {
      if (clock.nowMs() >= link.restsUntilMs) {
        link.restsUntilMs = clock.nowMs() + REST_MS;
        link.client?.disconnect();
      }
      throw error;
    }
  }

  return {
    name: 'redis',
    read: (key) => use(async (redis) => (await redis.get(key)) ?? undefined),
    write: (key, text, lifeSeconds) =>
      use(async (redis) => {
        await redis.set(key, text, 'EX', lifeSeconds);
      }),
  };
}

/**
 * Parses the address, because the client would do so with a function that is deprecated in Node.js.
 *
 * @throws {Error} If the text is not an address. The message does not quote it, because it may
 *   contain a password.
 */
function addressOf(url: string): RedisOptions {
  if (!URL.canParse(url)) {
    throw new Error(
      'Cannot read the address of Redis: it must be redis:// or rediss://, with user and password percent-encoded ("RedisUrlSecret")',
    );
  }
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const db = Number(pathname.slice(1));
  return {
    host: hostname,
    port: port === '' ? PORT : Number(port),
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(Number.isInteger(db) && { db }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}
