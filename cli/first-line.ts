/** Options after which standard output has nothing but the result. */
const RESULT_ONLY = ['--json', '--markdown', '--csv'];

/** Options after which there is no progress to tell. */
const SILENT = ['--quiet', '--help'];

/**
 * Says that a command has begun, before what shows it is loaded.
 *
 * @param isAside Whether everything but the result goes to standard error, whatever the options.
 */
export function sayFirst(args: readonly string[], text: string, isAside = false): void {
  if (args.some((arg) => SILENT.includes(arg))) {
    return;
  }
  const isResultOnly = isAside || args.some((arg) => RESULT_ONLY.includes(arg));
  (isResultOnly ? process.stderr : process.stdout).write(`${text}\n`);
}
