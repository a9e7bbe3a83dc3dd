import { printError } from '../output/print-error.ts';
import { reportFailure } from '../output/report-failure.ts';
import { runPatch } from './run-patch.ts';

/**
 * Runs the command `patch`.
 *
 * @param begin Called once the command line is valid.
 */
export async function runPatchCommand(
  args: readonly string[],
  _interrupt: AbortSignal,
  begin: () => void,
): Promise<number> {
  try {
    return await runPatch(args, { result: console.log, notice: printError }, begin);
  } catch (error) {
    return reportFailure(error, 'autotune patch');
  }
}
