import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { it } from '@jest/globals';

/**
 * Program that prints the share of a core it got: CPU time over wall time, during 0.3 s of work.
 */
const SPIN = `
const [startedAt, before] = [performance.now(), process.cpuUsage()];
while (performance.now() - startedAt < 300);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000 / (performance.now() - startedAt));`;

/** With a smaller share of a core, other programs disturb the measurement. */
const SHARE_MIN = 0.8;

/** Number of attempts: brief work of others, such as that of the previous test, is waited out. */
const LOOK_COUNT_MAX = 5;

/** Returns whether every core of this machine is free: a process on each gets nearly all of it. */
async function hasSpareCores(): Promise<boolean> {
  for (let look = 0; look < LOOK_COUNT_MAX; look += 1) {
    const shares = await Promise.all(Array.from({ length: availableParallelism() }, shareOfACore));
    if (shares.every((share) => share >= SHARE_MIN)) {
      return true;
    }
  }
  return false;
}

async function shareOfACore(): Promise<number> {
  const child = spawn(process.execPath, ['--eval', SPIN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk);
  return Number(Buffer.concat(chunks).toString());
}

/**
 * Returns `it` for tests that need free cores; on a busy machine `it.skip`, with a message. To be
 * awaited at the top of a file whose tests run alone.
 */
export async function itWithSpareCores(): Promise<typeof it | typeof it.skip> {
  if (await hasSpareCores()) {
    return it;
  }
  process.stderr.write('Skipped: other programs use the cores, so no duration can be judged.\n');
  return it.skip;
}
