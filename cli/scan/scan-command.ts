import { interruptedExitCode } from '../interruption.ts';
import { pageOf } from '../output/page.ts';
import { reportFailure } from '../output/report-failure.ts';
import { readScanOptions, SCAN_USAGE } from './scan-options.ts';

/**
 * Runs the command `scan`. Heavy modules are loaded once the command line is valid.
 *
 * @param interrupt Stops the reading of the account.
 * @param begin Called once the command line is valid.
 * @returns The exit code.
 */
export async function runScanCommand(
  args: readonly string[],
  interrupt: AbortSignal,
  begin: () => void,
): Promise<number> {
  try {
    const options = readScanOptions(args);
    if (options.kind === 'help') {
      console.log(SCAN_USAGE);
      return 0;
    }
    begin();
    const { runScan } = await import('./run-scan.ts');
    const page = pageOf(process.stdout, process.env);
    await runScan(options, { result: console.log, progress: console.error, page }, interrupt);
    return 0;
  } catch (error) {
    return interrupt.aborted
      ? interruptedExitCode(interrupt)
      : reportFailure(error, 'autotune scan');
  }
}
