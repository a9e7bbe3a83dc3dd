import { InvalidRequestError } from '../../shared/errors.ts';
import { PROGRAM } from '../program-name.ts';
import { UsageError } from '../usage-error.ts';
import { printError } from './print-error.ts';

const EXIT_USAGE = 2;
const EXIT_NOT_FOLLOWED = 3;

/**
 * Prints why a command failed.
 *
 * @param command The command as the user types it, such as `autotune scan`.
 * @returns The exit code.
 */
export function reportFailure(error: unknown, command: string): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    printError(
      `${message}\n\n${command.replace(/^autotune/, PROGRAM)} --help lists what is accepted.`,
    );
    return EXIT_USAGE;
  }
  printError(message);
  return error instanceof InvalidRequestError ? EXIT_USAGE : EXIT_NOT_FOLLOWED;
}
