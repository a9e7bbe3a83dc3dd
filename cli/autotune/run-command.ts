import { reportFailure } from '../output/report-failure.ts';

/**
 * Runs the command `run`. Heavy modules are loaded once the command line is valid.
 *
 * @param interrupt Stops following the run.
 * @param begin Called once the command line is valid.
 * @returns The exit code.
 */
export async function runCommand(
  args: readonly string[],
  interrupt: AbortSignal,
  begin: () => void,
): Promise<number> {
  try {
    const { AUTOTUNE_USAGE, readAutotuneOptions } = await import('./autotune-options.ts');
    const options = readAutotuneOptions(args);
    if (options.kind === 'help') {
      console.log(AUTOTUNE_USAGE);
      return 0;
    }
    begin();
    const { runAutotune } = await import('./run-autotune.ts');
    return await runAutotune(options, interrupt);
  } catch (error) {
    return reportFailure(error, 'autotune run');
  }
}
