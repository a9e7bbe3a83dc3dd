import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients } from './cloud-clients.ts';
import { deploy, invoke, reported } from './deployed-function.ts';

// About 60 ms of one core: at 256 MB, a seventh of a core, that is about 400 ms.
const BUSY_SOURCE = `
function spin() { let x = 0; for (let i = 0; i < 1.2e7; i += 1) x += Math.sqrt(i) % 7; return x; }
export const handler = async () => spin();`;

const SAMPLES = 3;

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
  it('grows with the memory setting up to one core for one thread', async () => {
    const durationsMs = new Map<number, number>();
    for (const memoryMb of [256, 512, 1024, 1769, 3008]) {
      durationsMs.set(memoryMb, await measureMs(memoryMb));
    }

    const ratio = (smallMb: number, largeMb: number) =>
      (durationsMs.get(smallMb) ?? 0) / (durationsMs.get(largeMb) ?? 0);
    expect(ratio(256, 512)).toBeGreaterThan(1.5);
    expect(ratio(256, 512)).toBeLessThan(2.8);
    expect(ratio(512, 1024)).toBeGreaterThan(1.5);
    expect(ratio(512, 1024)).toBeLessThan(2.8);
    expect(ratio(1769, 3008)).toBeGreaterThan(0.6);
    expect(ratio(1769, 3008)).toBeLessThan(1.6);
  });

  it('does not throttle the initialisation', async () => {
    const source = `${BUSY_SOURCE}\nspin();`;
    await deploy(clients.lambda, 'busy-init', source, { MemorySize: 256 });

    const { log } = await invoke(clients.lambda, 'busy-init');

    expect(reported(log, 'Init Duration')).toBeLessThan(reported(log, 'Duration') ?? 0);
  });
});

async function measureMs(memoryMb: number): Promise<number> {
  const name = `busy-${memoryMb}`;
  await deploy(clients.lambda, name, BUSY_SOURCE, { MemorySize: memoryMb });
  await invoke(clients.lambda, name);
  const durationsMs: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const { log } = await invoke(clients.lambda, name);
    durationsMs.push(reported(log, 'Duration') ?? 0);
  }
  return durationsMs.sort((a, b) => a - b)[1] ?? 0;
}
