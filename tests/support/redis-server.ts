import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Redis or Valkey server for one test. */
export interface RedisServer {
  readonly url: string;
  stop(): Promise<void>;
}

const START_MS_MAX = 60_000;

/** The server program on this machine, if there is one. */
export const REDIS_PROGRAM = ['redis-server', 'valkey-server'].find(
  (program) => spawnSync(program, ['--version']).status === 0,
);

/** Starts a server on 127.0.0.1, on a free port unless one is given, without persistence. */
export async function startRedisServer(port?: number): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'autotuner-redis-'));
  const chosenPort = port ?? (await freePort());
  const child = spawn(
    REDIS_PROGRAM ?? '',
    ['--bind', '127.0.0.1', '--port', String(chosenPort), '--save', '', '--dir', directory],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  await readyOf(child);
  return {
    url: `redis://127.0.0.1:${chosenPort}`,
    stop: async () => {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function readyOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The server did not start')), START_MS_MAX);
    child.once('error', reject);
    child.stdout?.on('data', (data: Buffer) => {
      if (data.toString().includes('eady to accept connections')) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
}

/** Returns a port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
