import { CannotDeployError } from '../../local/deployment/cannot-deploy-error.ts';
import { TunerError } from '../../shared/errors.ts';
import { HandlerError } from '../handler/handler-error.ts';
import { interruptedExitCode } from '../interruption.ts';
import { printError } from '../output/print-error.ts';
import { readStartOptions, START_USAGE } from '../start-options.ts';
import { UsageError } from '../usage-error.ts';

const EXIT_USAGE = 2;

/**
 * Runs the command `local`. Heavy modules are loaded once the command line is valid.
 *
 * @param interrupt Ends the command, after everything that it has started is stopped.
 * @param begin Called once the command line is valid.
 * @returns The exit code.
 */
export async function runStart(
  args: readonly string[],
  interrupt: AbortSignal,
  begin: () => void,
): Promise<number> {
  try {
    const options = readStartOptions(args);
    if (options.kind === 'help') {
      console.log(START_USAGE);
      return 0;
    }
    begin();
    const { tuneTargets } = await import('./tune-targets.ts');
    return await tuneTargets(options, interrupt);
  } catch (error) {
    if (interrupt.aborted) {
      return interruptedExitCode(interrupt);
    }
    if (error instanceof UsageError) {
      printError(`${error.message}\n\nautotune local --help lists what is accepted.`);
    } else if (isAnswer(error)) {
      printError(error.message);
    } else {
      throw error;
    }
    return EXIT_USAGE;
  }
}

/** Whether the message of an error is enough for the user, without a stack trace. */
function isAnswer(error: unknown): error is Error {
  return [TunerError, HandlerError, CannotDeployError].some((answer) => error instanceof answer);
}
