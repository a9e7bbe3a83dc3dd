/** How npx calls the program that it was asked for; npm 11 has it in quotes. */
const BY_NPX = /^["']?(?:lambda-autotuner|autotune)\b/;

/**
 * What a person types to run a command of this program again: after `npx`, `autotune` is not on the
 * PATH.
 */
export function programName({ npm_command, npm_lifecycle_script }: NodeJS.ProcessEnv): string {
  return npm_command === 'exec' && BY_NPX.test(npm_lifecycle_script ?? '')
    ? 'npx lambda-autotuner'
    : 'autotune';
}

/** The name of the program as it was called. */
export const PROGRAM = programName(process.env);
