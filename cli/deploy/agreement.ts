import { createInterface } from 'node:readline/promises';
import { UsageError } from '../usage-error.ts';

/**
 * Asks a yes-or-no question on the terminal; anything but "y" or "yes" is a no.
 *
 * @param question Without its question mark.
 * @throws {UsageError} If there is no terminal to ask on.
 */
export async function askToGoOn(question: string, interrupt: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(`Cannot ask "${question}?" without a terminal: give --yes, or --plan`);
  }
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await reader.question(`${question}? (y/N) `, { signal: interrupt });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    reader.close();
  }
}
