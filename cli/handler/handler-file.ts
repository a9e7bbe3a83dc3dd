import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { HandlerError } from './handler-error.ts';

/** How a handler is run. */
type HandlerKind = 'javascript' | 'typescript' | 'python' | 'bootstrap' | 'zip';

/** A file that may hold a handler. */
export interface HandlerFile {
  /** Absolute. */
  readonly path: string;
  readonly kind: HandlerKind;
}

const KINDS: Readonly<Record<string, HandlerKind>> = {
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.js': 'javascript',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.py': 'python',
  '.zip': 'zip',
};

/** Usual names of the file of a handler, the likeliest first. */
const HANDLER_NAMES = ['index', 'handler', 'app', 'main', 'lambda_function'];

const ACCEPTED =
  'JavaScript (.mjs, .cjs, .js), TypeScript (.ts, .mts, .cts), Python (.py), a .zip, an executable called "bootstrap", or a folder with one of them';

/**
 * Returns the files that a path may mean: the file itself or, for a folder, those with the usual
 * name of a handler, the likeliest first.
 *
 * @param given The path as the user gave it, for messages.
 * @throws {HandlerError} If the path has nothing that can be run.
 */
export function handlerFiles(given: string, path = resolve(given)): readonly HandlerFile[] {
  if (isFolder(path, given)) {
    return filesOfFolder(path, given);
  }
  if (statSync(path).size === 0) {
    throw new HandlerError(`Cannot tune "${given}": the file is empty`);
  }
  const kind = kindOf(path);
  if (kind === undefined) {
    throw new HandlerError(`Cannot tune "${given}": it must be ${ACCEPTED}`);
  }
  if (kind === 'bootstrap' && !isExecutable(path)) {
    throw new HandlerError(
      `Cannot tune "${given}": it must be executable, as after chmod +x "${given}"`,
    );
  }
  return [linkedFile({ path, kind })];
}

function isFolder(path: string, given: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new HandlerError(
      `Cannot tune "${given}": there is no such file or folder${insteadOf(path, given)}`,
    );
  }
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new HandlerError(
      `Cannot tune "${given}": it is a link to "${readlinkSync(path)}", which does not exist`,
    );
  }
  return stat.isDirectory();
}

/**
 * Suggests what to type instead of a handler in the notation of Lambda, such as `src/app.handler`;
 * empty if it is not in that notation.
 */
function insteadOf(path: string, given: string): string {
  const exportName = extname(path).slice(1);
  const [, stem = ''] = /^(.*)\.[^./]*$/.exec(given) ?? [];
  const extension = Object.keys(KINDS).find((each) =>
    existsSync(`${path.slice(0, -exportName.length - 1)}${each}`),
  );
  return exportName === '' || extension === undefined
    ? ''
    : `; try ${stem}${extension} --handler ${exportName}`;
}

/**
 * Resolves the symbolic links in the path of a file. JavaScript runs from the target of a link, as
 * in Node.js and the bundler. Other programs run under the name of the link, in its folder.
 */
function linkedFile({ path, kind }: HandlerFile): HandlerFile {
  if (kind !== 'javascript' && kind !== 'typescript') {
    return { path: join(realpathSync(dirname(path)), basename(path)), kind };
  }
  const real = realpathSync(path);
  return { path: real, kind: kindOf(real) ?? kind };
}

function kindOf(path: string): HandlerKind | undefined {
  return basename(path) === 'bootstrap' ? 'bootstrap' : KINDS[extname(path)];
}

function filesOfFolder(path: string, given: string): readonly HandlerFile[] {
  const names = new Set(readdirSync(path));
  const main = mainOfPackage(path);
  const candidates = [
    ...(main === undefined ? [] : [main]),
    ...HANDLER_NAMES.flatMap((name) =>
      Object.keys(KINDS)
        .filter((extension) => extension !== '.zip')
        .map((extension) => `${name}${extension}`)
        .filter((file) => names.has(file)),
    ),
    ...(names.has('bootstrap') ? ['bootstrap'] : []),
  ];
  const files = [...new Set(candidates.map((candidate) => join(path, candidate)))].flatMap(
    (file) => {
      const kind = kindOf(file);
      return kind !== undefined && isUsable(file, kind) ? [linkedFile({ path: file, kind })] : [];
    },
  );
  if (files.length === 0) {
    throw new HandlerError(
      `Cannot tune "${given}": it must have a file called ${HANDLER_NAMES.join(', ')} (JavaScript, TypeScript or Python) or an executable "bootstrap": name the file of the handler`,
    );
  }
  return files;
}

function isUsable(path: string, kind: HandlerKind): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size > 0 && (kind !== 'bootstrap' || isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Returns the main file that package.json names; `undefined` if there is none. */
function mainOfPackage(directory: string): string | undefined {
  try {
    const { main } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return typeof main === 'string' ? main : undefined;
  } catch {
    return undefined;
  }
}
