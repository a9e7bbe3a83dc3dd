import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cast, CastOutput } from './cast.ts';

/** The command to record. */
interface RecordedCommand {
  /** Command line for a shell. */
  readonly command: string;
  readonly directory: string;
  /** Environment variables in addition to PATH. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
}

/**
 * Runs a command on a pseudo-terminal, which `script` of util-linux creates, and returns what it
 * prints.
 * @throws {Error} If it fails.
 */
export async function recordCommand({
  command,
  directory,
  variables,
  columns,
  rows,
}: RecordedCommand): Promise<Cast> {
  const [outputPath, timingPath] = [join(directory, 'output'), join(directory, 'timing')];
  const child = spawn(
    'script',
    [
      ...['--quiet', '--return', '--log-out', outputPath, '--log-timing', timingPath],
      ...['--command', `stty cols ${columns} rows ${rows}; ${command}`],
    ],
    {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        TERM: 'xterm-256color',
        ...variables,
      },
      stdio: 'ignore',
    },
  );
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) {
    throw new Error(`Cannot record "${command}": it must succeed: its exit code is ${exitCode}`);
  }
  return { columns, rows, outputs: outputsOf(readFileSync(outputPath), timingPath) };
}

/**
 * Parses the log, whose first line is that of `script` itself; each line of the timing is a pause
 * and a length.
 */
function outputsOf(log: Buffer, timingPath: string): readonly CastOutput[] {
  let [offset, atMs] = [log.indexOf('\n') + 1, 0];
  return readFileSync(timingPath, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [pauseSeconds = 0, byteCount = 0] = line.split(' ').map(Number);
      const text = log.toString('utf8', offset, offset + byteCount);
      offset += byteCount;
      atMs += Math.round(pauseSeconds * 1000);
      return { atMs, text };
    });
}
