import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the given process groups when its standard input ends. It outlives a crash of this process,
 * even a SIGKILL, and then takes the children along; a stopped child could not do that itself.
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

/** Sees to it that no child outlives this process. */
export class ProcessReaper {
  #shell: ChildProcess | undefined;

  /** Takes charge of a process group. */
  add(groupId: number): void {
    this.#shell ??= startShell();
    this.#shell.stdin?.write(`add ${groupId}\n`);
  }

  /** Forgets a process group that has ended: its number may be given to another process. */
  drop(groupId: number): void {
    this.#shell?.stdin?.write(`drop ${groupId}\n`);
  }

  /** Ends what is left, and the reaper. */
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
