import { InvalidRequestError } from '../../shared/errors.ts';
import { printError } from '../output/print-error.ts';
import { UsageError } from '../usage-error.ts';
import { AUTOTUNE_USAGE, readAutotuneOptions } from './autotune-options.ts';

const EXIT_USAGE = 2;
const EXIT_NOT_FOLLOWED = 3;

/**
 * Follows the command line of `autotune`. What is heavy is loaded once the command line is right.
 *
 * @param interrupt Ends the following.
 * @returns The exit code.
 */
export async function runCommand(args: readonly string[], interrupt: AbortSignal): Promise<number> {
  try {
    const options = readAutotuneOptions(args);
    if (options.kind === 'help') {
      console.log(AUTOTUNE_USAGE);
      return 0;
    }
    const { runAutotune } = await import('./run-autotune.ts');
    return await runAutotune(options, interrupt);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof UsageError) {
      printError(`${message}\n\nautotune --help lists what is accepted.`);
      return EXIT_USAGE;
    }
    printError(message);
    return error instanceof InvalidRequestError ? EXIT_USAGE : EXIT_NOT_FOLLOWED;
  }
}
