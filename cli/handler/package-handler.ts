import { existsSync, realpathSync } from 'node:fs';
import { basename, resolve, sep } from 'node:path';
import type { CodePackage } from '../../local/deployment/deploy-function.ts';
import { inspectBootstrap } from './bootstrap-handler.ts';
import { HandlerError } from './handler-error.ts';
import { type HandlerFile, handlerFiles } from './handler-file.ts';
import type { InspectedHandler } from './inspected-handler.ts';
import { inspectJavascript } from './javascript-handler.ts';
import { inspectPython } from './python-handler.ts';
import { shownPath } from './shown-path.ts';
import { unpackZip } from './unpack-zip.ts';

/** Which handler to deploy. */
export interface HandlerChoice {
  /** A file or a folder, as the user gave it. */
  readonly path: string;
  /** A folder to deploy as a whole, as the user gave it; absent deploys what the handler needs. */
  readonly root: string | undefined;
  /** Absent: `handler`, or `lambda_handler` in Python. */
  readonly exportName: string | undefined;
}

/** A handler that is ready to be deployed. */
export interface PackagedHandler
  extends Pick<InspectedHandler, 'exportNames' | 'variableNames' | 'sourceLine'> {
  /** The file that was found, absolute. */
  readonly path: string;
  readonly code: CodePackage;
  readonly exportName: string;
}

/**
 * Finds the chosen handler, and reads the files that it needs.
 *
 * @throws {HandlerError} If there is no such handler, or it cannot be read.
 * @throws {CannotDeployError} If there is too much code.
 */
export async function packageHandler(choice: HandlerChoice): Promise<PackagedHandler> {
  const files = handlerFiles(choice.path);
  const [first] = files;
  return first?.kind === 'zip'
    ? await unpackZip(first.path, (directory) =>
        packageFile(handlerFiles(choice.path, directory), { ...choice, root: directory }),
      )
    : await packageFile(files, choice);
}

async function packageFile(
  files: readonly HandlerFile[],
  { path, root, exportName }: HandlerChoice,
): Promise<PackagedHandler> {
  const inspected: InspectedHandler[] = [];
  for (const file of files) {
    const handler = await inspect(file);
    inspected.push(handler);
    if (handler.exportNames.includes(exportName ?? handler.exportNameDefault)) {
      break;
    }
  }
  // If no source shows the export, take a file that may still have it: running it will tell.
  const last = inspected.at(-1);
  const chosen =
    last?.exportNames.includes(exportName ?? last.exportNameDefault) === true
      ? last
      : inspected.find(({ isComplete }) => !isComplete);
  if (chosen === undefined) {
    throw new HandlerError(missingExportText(path, exportName ?? 'handler', inspected));
  }
  const { exportNames, variableNames, sourceLine } = chosen;
  const wanted = exportName ?? chosen.exportNameDefault;
  const folder = root === undefined ? undefined : rootOf(root, chosen.path);
  const code = await chosen.pack({ root: folder, exportName: wanted });
  return {
    path: chosen.path,
    code,
    exportName: wanted,
    exportNames,
    variableNames,
    ...(sourceLine && { sourceLine }),
  };
}

async function inspect(file: HandlerFile): Promise<InspectedHandler> {
  switch (file.kind) {
    case 'python':
      return inspectPython(file.path);
    case 'bootstrap':
    case 'zip':
      return inspectBootstrap(file.path);
    default:
      return await inspectJavascript(file);
  }
}

function rootOf(root: string, path: string): string {
  const directory = existsSync(root) ? realpathSync(root) : resolve(root);
  if (!path.startsWith(directory + sep)) {
    throw new HandlerError(
      `Cannot deploy --root ${root}: it must contain the handler "${shownPath(path)}"`,
    );
  }
  return directory;
}

function missingExportText(
  path: string,
  exportName: string,
  inspected: readonly InspectedHandler[],
): string {
  const found = inspected.map(({ path: file, exportNames }) =>
    inspected.length === 1
      ? foundText(exportNames)
      : `${basename(file)}: ${foundText(exportNames)}`,
  );
  return `Cannot tune "${path}": it must export "${exportName}": ${found.join('; ')}`;
}

/** Lists the exports of a file, and suggests one to try. */
export function foundText(exportNames: readonly string[]): string {
  const [likely] = exportNames.toSorted(
    (a, b) => Number(a === 'default') - Number(b === 'default'),
  );
  return likely === undefined
    ? 'it exports nothing'
    : `found: ${exportNames.join(', ')}; try --handler ${likely}`;
}
