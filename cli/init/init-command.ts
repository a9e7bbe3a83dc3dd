import { writeFileSync } from 'node:fs';
import { reportFailure } from '../output/report-failure.ts';
import { makeOutputPlace } from '../output-place.ts';
import { UsageError } from '../usage-error.ts';
import { INIT_USAGE, readInitOptions } from './init-options.ts';
import { requestFileText, runCommandLine } from './request-file.ts';

/** Runs the command `init`. */
export async function runInit(args: readonly string[]): Promise<number> {
  try {
    const options = readInitOptions(args);
    if (options.kind === 'help') {
      console.log(INIT_USAGE);
      return 0;
    }
    const { functionName, path } = options;
    writeNew(path, requestFileText(functionName, path));
    console.log(
      `Wrote ${path}. Uncomment what you want to set, then:\n\n  ${runCommandLine(path)}`,
    );
    return 0;
  } catch (error) {
    return reportFailure(error, 'autotune init');
  }
}

/** @throws {UsageError} If the file exists already, or cannot be written. */
function writeNew(path: string, text: string): void {
  makeOutputPlace('--output', path);
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UsageError(`Cannot write ${path}: it exists already: give --output another name`);
  }
}
