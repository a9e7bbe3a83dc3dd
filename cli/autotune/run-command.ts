import { InvalidRequestError } from '../../shared/errors.ts';
import { interruptedExitCode } from '../interruption.ts';
import { printError } from '../output/print-error.ts';
import { UsageError } from '../usage-error.ts';

const EXIT_USAGE = 2;
const EXIT_NOT_FOLLOWED = 3;

/**
 * Follows the command line of `autotune`. What is heavy is loaded once the command line is right.
 *
 * @param interrupt Ends the following, or the reading of an account.
 * @returns The exit code.
 */
export async function runCommand(args: readonly string[], interrupt: AbortSignal): Promise<number> {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'scan':
        return await scan(rest, interrupt);
      case 'patch':
        return await patch(rest);
      default:
        return await tune(args, interrupt);
    }
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

async function tune(args: readonly string[], interrupt: AbortSignal): Promise<number> {
  const { AUTOTUNE_USAGE, readAutotuneOptions } = await import('./autotune-options.ts');
  const options = readAutotuneOptions(args);
  if (options.kind === 'help') {
    console.log(AUTOTUNE_USAGE);
    return 0;
  }
  const { runAutotune } = await import('./run-autotune.ts');
  return await runAutotune(options, interrupt);
}

async function scan(args: readonly string[], interrupt: AbortSignal): Promise<number> {
  const { readScanOptions, SCAN_USAGE } = await import('../scan/scan-options.ts');
  const options = readScanOptions(args);
  if (options.kind === 'help') {
    console.log(SCAN_USAGE);
    return 0;
  }
  const { runScan } = await import('../scan/run-scan.ts');
  const width = process.stdout.columns || Number.POSITIVE_INFINITY;
  try {
    await runScan(options, { result: console.log, progress: console.error, width }, interrupt);
    return 0;
  } catch (error) {
    if (interrupt.aborted) {
      return interruptedExitCode(interrupt);
    }
    throw error;
  }
}

async function patch(args: readonly string[]): Promise<number> {
  const { runPatch } = await import('../patch/run-patch.ts');
  return runPatch(args, { result: console.log, notice: printError });
}
