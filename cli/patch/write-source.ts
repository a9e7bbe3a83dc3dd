import {
  chmodSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RefusalError } from './refusal.ts';

/**
 * Replaces a file's text: whole or not at all, with the mode that it has.
 *
 * @throws {RefusalError} If the file is not what was read, or cannot be written.
 */
export function writeSource(path: string, textBefore: string, textAfter: string): void {
  // A link stays a link: what it leads to is written.
  const place = realpathSync(path);
  mustHold(path, textBefore);
  const draft = join(dirname(place), `.${basename(place)}.autotune-${process.pid}`);
  try {
    writeFileSync(draft, textAfter, { flag: 'wx' });
    chmodSync(draft, statSync(place).mode);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new RefusalError(
      `Cannot write ${path}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/**
 * Makes sure that a file still holds the very bytes of a text.
 *
 * @throws {RefusalError} If it does not: it was changed meanwhile, or is not in UTF-8.
 */
export function mustHold(path: string, text: string): void {
  if (!readFileSync(path).equals(Buffer.from(text))) {
    throw new RefusalError(
      `Cannot write ${path}: it must be in UTF-8, and as it was read a moment ago`,
    );
  }
}
