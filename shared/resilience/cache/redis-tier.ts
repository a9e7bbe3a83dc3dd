import type { Redis, RedisOptions } from 'ioredis';
import type { Clock } from '../../runtime/clock.ts';
import type { CacheTier } from './cache.ts';

/** Longest wait for a connection, and for one answer: a cache that is slow is none. */
const CONNECT_MS_MAX = 500;
const COMMAND_MS_MAX = 300;

/** After a failure, Redis is not asked again for this long. */
const REST_MS = 10_000;

/** Before our keys, in a database that may be shared. */
const KEY_PREFIX = 'autotuner:';

/** Where a client looks where the address does not say. */
const PORT = 6379;

/** The connection of an execution environment, and until when it is not used after a failure. */
interface RedisLink {
  client: Redis | undefined;
  /** While a connection is being made: calls of one step run in parallel, and share it. */
  connecting: Promise<Redis> | undefined;
  restsUntilMs: number;
}

/** A connection that is made when it is first needed. */
export function redisLink(): RedisLink {
  return { client: undefined, connecting: undefined, restsUntilMs: 0 };
}

/**
 * Redis or Valkey. Connects on first use; after a failure it rests, so that a server that is down
 * costs a run one short wait and no more.
 *
 * @param url `redis://` or `rediss://`, with user and password where they are needed.
 * @param link Made once for an environment, so that all its steps share one connection.
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

  /** Where the connection was closed meanwhile, as by a frozen environment, a new one is made. */
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
    // Failures reach us where we call; without a listener the client would print them.
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
 * Taken apart here, because the client does it with a function that Node.js gives up.
 *
 * @throws {Error} If it is no address; does not quote it, because it may hold a password.
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
