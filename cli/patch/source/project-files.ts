import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** The text files of a project; paths are relative to its folder, with slashes. */
export interface ProjectFiles {
  readonly paths: readonly string[];
  /** True if there were more files than are looked at. */
  readonly isCut: boolean;
  /** @returns `undefined` if there is no such file, or none that is read. */
  read(path: string): string | undefined;
}

/** Folders whose files are made by tools, or are other people's. */
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

/** Bounds of what is looked at. */
const FILE_COUNT_MAX = 20_000;
const DEPTH_MAX = 12;
const FILE_BYTES_MAX = 2_000_000;

/** Lists a project's files and reads them when they are asked for, each once. */
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

/** The same project with another text in one file. */
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
    // A folder that may not be read holds nothing for us.
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
