import { ContractError } from '../../shared/errors.ts';
import { interruptedExitCode } from '../interruption.ts';
import { reportFailure } from '../output/report-failure.ts';
import { UsageError } from '../usage-error.ts';
import { REPORT_USAGE, readReportOptions } from './report-options.ts';

/**
 * Runs the command `report`. Heavy modules are loaded once the command line is valid.
 *
 * @param interrupt Stops the search for the run.
 * @param begin Called once the command line is valid.
 */
export async function runReportCommand(
  args: readonly string[],
  interrupt: AbortSignal,
  begin: () => void,
): Promise<number> {
  try {
    const options = readReportOptions(args);
    if (options.kind === 'help') {
      console.log(REPORT_USAGE);
      return 0;
    }
    begin();
    const { runReport } = await import('./run-report.ts');
    return await runReport(options, interrupt);
  } catch (error) {
    if (interrupt.aborted) return interruptedExitCode(interrupt);
    const isUsage = error instanceof ContractError;
    return reportFailure(isUsage ? new UsageError(error.message) : error, 'autotune report');
  }
}
