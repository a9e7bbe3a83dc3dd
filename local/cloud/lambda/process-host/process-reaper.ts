import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Kills the given process groups when its standard input ends. It survives a crash or a SIGKILL of
 * this process and then kills the children: a stopped child could not end itself.
 */
const SCRIPT = `
trap '' HUP INT TERM
groups=' '
while read -r word group; do
  case $word in
    add) groups="$groups$group " ;;
    drop) groups=$(printf '%s' "$groups" | sed "s/ $group / /") ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/** Ensures that no child outlives this process. */
export class ProcessReaper {
  #shell: ChildProcess | undefined;

  /** Adds a process group to those that will be killed. */
  add(groupId: number): void {
    this.#shell ??= startShell();
    this.#shell.stdin?.write(`add ${groupId}\n`);
  }

  /** Forgets a process group that has ended, because its id may be reused. */
  drop(groupId: number): void {
    this.#shell?.stdin?.write(`drop ${groupId}\n`);
  }

  /** Kills the remaining process groups and ends the reaper. */
  stop(): Promise<void> {
    const shell = this.#shell;
    this.#shell = undefined;
    if (shell === undefined || shell.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      shell.once('exit', () => resolve());
      shell.stdin?.end();
    });
  }
}

function startShell(): ChildProcess {
  // Detached, so that a Ctrl-C in the terminal does not end it before its work is done.
  const shell = spawn('sh', ['-c', SCRIPT], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.stdin?.on('error', () => undefined);
  shell.on('error', () => undefined);
  shell.unref();
  return shell;
}
