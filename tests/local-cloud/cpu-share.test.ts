import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { cpuShare } from '../../shared/core/power-value.ts';
import { itWithSpareCores } from '../support/spare-cores.ts';
import { type CloudClients, createCloudClients } from './cloud-clients.ts';
import { deploy, invoke, reported } from './deployed-function.ts';

/**
 * Handler that uses about 60 ms of one core, and returns the share of the core that its process
 * got: CPU time over wall time, which other programs disturb less than the wall time alone.
 */
const BUSY_SOURCE = `
function spin() { let x = 0; for (let i = 0; i < 1.2e7; i += 1) x += Math.sqrt(i) % 7; return x; }
export const handler = async () => {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  spin();
  const { user, system } = process.cpuUsage(before);
  return { cpuShare: (user + system) / 1000 / (performance.now() - startedAt) };
};`;

const SAMPLE_COUNT = 5;

/** Factor by which a size may exceed its share, because the governor works in steps. */
const EXCESS_MAX = 1.25;

/** Smallest share of a core that one process gets, even if others begin to use the machine. */
const BUSY_SHARE = 0.3;

/** Smallest part of that share, or of its own share, that a size gets. */
const LEAST = 0.5;

const itMeasures = await itWithSpareCores();

let running: RunningLocalCloud;
let clients: CloudClients;

beforeAll(async () => {
  running = await startLocalCloud({ pendingMs: 0 });
  clients = createCloudClients(running.endpoint);
});

afterAll(async () => {
  clients.destroy();
  await running.stop();
});

describe('CPU share of an execution environment', () => {
  itMeasures.each([256, 512, 1024])('is its part of a core at %s MB', async (memoryMb) => {
    const shares = await measureShares(memoryMb);

    expect(median(shares)).toBeLessThan(EXCESS_MAX * cpuShare(memoryMb));
    expect(Math.max(...shares)).toBeGreaterThan(LEAST * Math.min(BUSY_SHARE, cpuShare(memoryMb)));
  });

  itMeasures('does not limit one thread from a full core on', async () => {
    for (const memoryMb of [1769, 3008]) {
      expect(Math.max(...(await measureShares(memoryMb)))).toBeGreaterThan(BUSY_SHARE);
    }
  });

  itMeasures('does not throttle the initialisation', async () => {
    const source = `${BUSY_SOURCE}\nspin();`;
    await deploy(clients.lambda, 'busy-init', source, { MemorySize: 256 });

    const { log } = await invoke(clients.lambda, 'busy-init');

    expect(reported(log, 'Init Duration')).toBeLessThan(reported(log, 'Duration') ?? 0);
  });
});

async function measureShares(memoryMb: number): Promise<readonly number[]> {
  const name = `busy-${memoryMb}`;
  await deploy(clients.lambda, name, BUSY_SOURCE, { MemorySize: memoryMb });
  await invoke(clients.lambda, name);
  const shares: number[] = [];
  for (let sample = 0; sample < SAMPLE_COUNT; sample += 1) {
    const { payload } = await invoke(clients.lambda, name);
    shares.push((payload as { readonly cpuShare: number }).cpuShare);
  }
  return shares;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
