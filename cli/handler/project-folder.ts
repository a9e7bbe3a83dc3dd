import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What lies at the top of a project. */
const MARKERS = ['package.json', 'pyproject.toml', 'requirements.txt', 'setup.py', '.git'];

/** The nearest folder from one upwards that is the top of a project; `undefined` without one. */
export function projectFolder(start: string): string | undefined {
  for (let directory = start; directory !== dirname(directory); directory = dirname(directory)) {
    if (MARKERS.some((marker) => existsSync(join(directory, marker)))) {
      return directory;
    }
  }
  return undefined;
}
