import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files and folders that mark the top folder of a project. */
const MARKERS = ['package.json', 'pyproject.toml', 'requirements.txt', 'setup.py', '.git'];

/** Returns the top folder of the project that a folder is in; `undefined` if it is in none. */
export function projectFolder(start: string): string | undefined {
  for (let directory = start; directory !== dirname(directory); directory = dirname(directory)) {
    if (MARKERS.some((marker) => existsSync(join(directory, marker)))) {
      return directory;
    }
  }
  return undefined;
}
