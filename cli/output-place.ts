import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './usage-error.ts';

/**
 * Makes a folder that files are written to later.
 *
 * @param option The option with its dashes, for the message.
 * @throws {UsageError} If it cannot be made or written to.
 */
export function makeOutputFolder(option: string, path: string): void {
  mustSucceed(option, path, () => {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  });
}

/**
 * Makes the folder of a file that is written later.
 *
 * @param option The option with its dashes, for the message.
 * @throws {UsageError} If the file cannot be written.
 */
export function makeOutputPlace(option: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new UsageError(`Cannot write ${option} ${path}: it must be a file: it is a folder`);
  }
  mustSucceed(option, path, () => {
    mkdirSync(dirname(path), { recursive: true });
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  });
}

function mustSucceed(option: string, path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot write ${option} ${path}: ${reason}`);
  }
}
