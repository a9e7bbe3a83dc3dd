import { spawnSync } from 'node:child_process';

/** Longest wait for Python to report its path, in milliseconds. */
const ANSWER_MS_MAX = 10_000;

/** The Python of this machine. */
export interface PythonExecutable {
  /**
   * The interpreter itself: `python3` on the PATH may be a script that looks for it at each start.
   */
  readonly path: string;
  /** Version, such as `3.13`. */
  readonly version: string;
}

let found: PythonExecutable | undefined;

/** Finds `python3` on the PATH, once; `undefined` if there is none or it does not start. */
export function findPython(): PythonExecutable | undefined {
  found ??= askPython();
  return found;
}

function askPython(): PythonExecutable | undefined {
  const program = 'import sys; print(sys.executable); print("%d.%d" % sys.version_info[:2])';
  const { status, stdout } = spawnSync('python3', ['-c', program], {
    encoding: 'utf8',
    timeout: ANSWER_MS_MAX,
  });
  const [path, version] = status === 0 ? stdout.split('\n') : [];
  return path && version ? { path, version } : undefined;
}
