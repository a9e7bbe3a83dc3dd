import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { it } from '@jest/globals';

/** Prints how much of a core it got: CPU time over wall time of a third of a second of work. */
const SPIN = `
const [startedAt, before] = [performance.now(), process.cpuUsage()];
while (performance.now() - startedAt < 300);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000 / (performance.now() - startedAt));`;

/** Less of a core than this, and others are in the way. */
const SHARE_MIN = 0.8;

/** A moment's work of others, such as what the test before has left, is waited out. */
const LOOK_COUNT_MAX = 5;

/** Whether every core of this machine is free: a process on each gets nearly all of it. */
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
 * `it` for what only a machine with free cores can show; on a busy one the tests are skipped, with a
 * message. To be awaited at the top of a file whose tests run alone.
 */
export async function itWithSpareCores(): Promise<typeof it | typeof it.skip> {
  if (await hasSpareCores()) {
    return it;
  }
  process.stderr.write('Skipped: other programs use the cores, so no duration can be judged.\n');
  return it.skip;
}
