/** Matches the program in the command line that npx runs; npm 11 writes it in quotes. */
const BY_NPX = /^["']?(?:lambda-autotuner|autotune)\b/;

/**
 * Returns what the user types to run this program again: with `npx`, `autotune` is not on the PATH.
 */
export function programName({ npm_command, npm_lifecycle_script }: NodeJS.ProcessEnv): string {
  return npm_command === 'exec' && BY_NPX.test(npm_lifecycle_script ?? '')
    ? 'npx lambda-autotuner'
    : 'autotune';
}

/** The name of the program as it was called. */
export const PROGRAM = programName(process.env);
