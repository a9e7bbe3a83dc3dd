import { printError } from '../output/print-error.ts';
import { reportFailure } from '../output/report-failure.ts';
import { runPatch } from './run-patch.ts';

/** Follows the command line of `patch`. */
export async function runPatchCommand(args: readonly string[]): Promise<number> {
  try {
    return await runPatch(args, { result: console.log, notice: printError });
  } catch (error) {
    return reportFailure(error, 'autotune patch');
  }
}
