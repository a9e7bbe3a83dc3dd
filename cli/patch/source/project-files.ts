import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** The text files of a project; paths are relative to its folder, with slashes. */
export interface ProjectFiles {
  readonly paths: readonly string[];
  /** Whether there are more files than are read. */
  readonly isCut: boolean;
  /** @returns `undefined` if the file does not exist, is too large, or cannot be read. */
  read(path: string): string | undefined;
}

/** Folders with generated files or other projects' code. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  'cdk.out',
  'dist',
  'build',
  'venv',
  'site-packages',
  '__pycache__',
]);

const READ_ENDINGS = /\.(ya?ml|json|template|tf|tfvars|toml|[cm]?[jt]s|tsx|py)$/;

/** Most files, deepest folder, and largest file that are read. */
const FILE_COUNT_MAX = 20_000;
const DEPTH_MAX = 12;
const FILE_BYTES_MAX = 2_000_000;

/** Lists a project's files, and reads each one at most once, when it is first needed. */
export function openProject(root: string): ProjectFiles {
  const listed = listFiles(root);
  const texts = new Map<string, string | undefined>();
  return {
    paths: listed.slice(0, FILE_COUNT_MAX),
    isCut: listed.length > FILE_COUNT_MAX,
    read: (path) => {
      const normal = posix.normalize(path);
      if (!texts.has(normal)) {
        texts.set(normal, readText(join(root, normal)));
      }
      return texts.get(normal);
    },
  };
}

/** Returns the project with another text in one file. */
export function withText(files: ProjectFiles, changed: string, text: string): ProjectFiles {
  const path = posix.normalize(changed);
  return {
    ...files,
    read: (asked) => (posix.normalize(asked) === path ? text : files.read(asked)),
  };
}

function listFiles(root: string, folder = '', depth = 0): string[] {
  const found: string[] = [];
  for (const entry of entriesOf(join(root, folder))) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      const isSkipped = SKIPPED_FOLDERS.has(entry.name) || entry.name.startsWith('.');
      if (!isSkipped && depth < DEPTH_MAX) {
        for (const inner of listFiles(root, path, depth + 1)) found.push(inner);
      }
    } else if (READ_ENDINGS.test(entry.name)) {
      found.push(path);
    }
    if (found.length > FILE_COUNT_MAX) break;
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // A folder that cannot be read counts as empty.
    return [];
  }
}

function readText(path: string): string | undefined {
  try {
    const { size } = statSync(path);
    return size > FILE_BYTES_MAX ? undefined : readFileSync(path.replaceAll('/', sep), 'utf8');
  } catch {
    return undefined;
  }
}
