import { spawnSync } from 'node:child_process';

/** Tells whether a process runs. One that has ended and that nobody has asked about (Z) does not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
