import { interruptedExitCode } from '../interruption.ts';
import { pageOf } from '../output/page.ts';
import { reportFailure } from '../output/report-failure.ts';

/**
 * Runs the command `fleet`. Heavy modules are loaded once the command line is valid.
 *
 * @param interrupt Stops following the run.
 * @param begin Called once the command line is valid.
 * @returns The exit code.
 */
export async function runFleetCommand(
  args: readonly string[],
  interrupt: AbortSignal,
  begin: () => void,
): Promise<number> {
  try {
    const { FLEET_USAGE, readFleetOptions } = await import('./fleet-options.ts');
    const options = readFleetOptions(args);
    if (options.kind === 'help') {
      console.log(FLEET_USAGE);
      return 0;
    }
    begin();
    const { runFleet } = await import('./run-fleet.ts');
    const page = pageOf(process.stdout, process.env);
    return await runFleet(
      options,
      { result: console.log, progress: console.error, page },
      interrupt,
    );
  } catch (error) {
    return interrupt.aborted
      ? interruptedExitCode(interrupt)
      : reportFailure(error, 'autotune fleet');
  }
}
