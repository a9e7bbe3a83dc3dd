import { reportFailure } from '../output/report-failure.ts';

/**
 * Follows the command line of `run`. What is heavy is loaded once the command line is right.
 *
 * @param interrupt Ends the following.
 * @returns The exit code.
 */
export async function runCommand(args: readonly string[], interrupt: AbortSignal): Promise<number> {
  try {
    const { AUTOTUNE_USAGE, readAutotuneOptions } = await import('./autotune-options.ts');
    const options = readAutotuneOptions(args);
    if (options.kind === 'help') {
      console.log(AUTOTUNE_USAGE);
      return 0;
    }
    const { runAutotune } = await import('./run-autotune.ts');
    return await runAutotune(options, interrupt);
  } catch (error) {
    return reportFailure(error, 'autotune run');
  }
}
