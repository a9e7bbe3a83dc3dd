/** Options with which standard output has only the result. */
const RESULT_ONLY = ['--json', '--markdown', '--csv'];

/** Options with which no progress is printed. */
const SILENT = ['--quiet', '--help'];

/**
 * Prints that a command has begun, before the modules that show its progress are loaded.
 *
 * @param isAside Whether everything but the result goes to standard error, regardless of the
 *   options.
 */
export function sayFirst(args: readonly string[], text: string, isAside = false): void {
  if (args.some((arg) => SILENT.includes(arg))) {
    return;
  }
  const isResultOnly = isAside || args.some((arg) => RESULT_ONLY.includes(arg));
  (isResultOnly ? process.stderr : process.stdout).write(`${text}\n`);
}
