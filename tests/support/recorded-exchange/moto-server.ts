import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Whether the emulator of AWS that records are made with is installed: `pip install moto[server]`.
 */
export const IS_MOTO_INSTALLED = spawnSync('moto_server', ['--help']).status === 0;

const POLL_MS = 100;

/**
 * Starts moto_server on a free port of this machine. It cannot create a role with a policy under a
 * condition (5.2): it answers the first attempt to execute a change set with 500, and the next one
 * as if everything had been created, without outputs.
 */
export async function startMoto(): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  while (!(await answers(endpoint))) await wait(POLL_MS);
  const ended = once(server, 'exit');
  return {
    endpoint,
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(endpoint: string): Promise<boolean> {
  return await fetch(endpoint).then(
    () => true,
    () => false,
  );
}
