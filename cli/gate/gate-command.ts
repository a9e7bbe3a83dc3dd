import { reportFailure } from '../output/report-failure.ts';

/**
 * Runs the command `gate`. Heavy modules are loaded once the command line is valid.
 *
 * @param interrupt Stops following the run.
 * @param begin Called once the command line is valid.
 * @returns The exit code.
 */
export async function runGateCommand(
  args: readonly string[],
  interrupt: AbortSignal,
  begin: () => void,
): Promise<number> {
  try {
    const { GATE_USAGE, readGateOptions } = await import('./gate-options.ts');
    const options = readGateOptions(args);
    if (options.kind === 'help') {
      console.log(GATE_USAGE);
      return 0;
    }
    begin();
    const [{ runGate }, { pageOf }] = await Promise.all([
      import('./run-gate.ts'),
      import('../output/page.ts'),
    ]);
    const { env, stdout } = process;
    const page = pageOf(stdout, env);
    return await runGate(
      options,
      { result: console.log, progress: console.error, page, env },
      interrupt,
    );
  } catch (error) {
    return reportFailure(error, 'autotune gate');
  }
}
