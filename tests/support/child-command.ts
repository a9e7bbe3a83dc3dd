import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Output and exit of a command. */
interface FinishedCommand {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly finished: Promise<FinishedCommand>;
  /** Resolves with the match once the output has one; rejects if the command ends without one. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
}

const PROJECT = join(import.meta.dirname, '..', '..');

/**
 * Starts a command of `cli/` with only PATH of this process's environment, and with the given
 * variables.
 */
export function startCommand(
  path: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): RunningCommand {
  const child = spawn(process.execPath, [join(PROJECT, path), ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const finished = once(child, 'close').then(([exitCode]) => ({ exitCode, stdout, stderr }));
  const said = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(stdout) ?? pattern.exec(stderr);
      if (match !== null) {
        return match;
      }
      if (child.exitCode !== null) {
        throw new Error(`The command never said ${pattern}: ${stdout}${stderr}`);
      }
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), finished]);
    }
  };
  return { child, finished, said };
}
