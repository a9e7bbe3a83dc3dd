import { setTimeout as delay } from 'node:timers/promises';

/**
 * Exit codes of a command that was ended from outside, as in shells: 128 plus the signal's number.
 */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGPIPE: 141 } as const;

/** Under npm, one Ctrl-C arrives twice: from the terminal, and passed on by npm. Milliseconds. */
const REPEATED_WITHIN_MS = 300;

/** A command ends early, because it got a signal or its output was closed. */
class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly exitCode: number;

  constructor(signal: keyof typeof EXIT_CODES) {
    super(`Interrupted by ${signal}`);
    this.exitCode = EXIT_CODES[signal];
  }
}

/**
 * Watches for what ends a command from outside: Ctrl-C, SIGTERM, and a closed output. Must be
 * called before anything is started that has to be stopped. A second signal ends the process at
 * once.
 *
 * @returns A signal that is aborted with an {@link InterruptedError}.
 */
export function watchInterruption(): AbortSignal {
  const interrupt = new AbortController();
  let firstAtMs: number | undefined;
  const onSignal = (signal: keyof typeof EXIT_CODES) => {
    firstAtMs ??= Date.now();
    if (Date.now() - firstAtMs > REPEATED_WITHIN_MS) {
      process.exit(EXIT_CODES[signal]);
    }
    interrupt.abort(new InterruptedError(signal));
  };
  process.on('SIGINT', () => onSignal('SIGINT'));
  process.on('SIGTERM', () => onSignal('SIGTERM'));
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', () => interrupt.abort(new InterruptedError('SIGPIPE')));
  }
  return interrupt.signal;
}

/** Returns the exit code of a command that was interrupted. */
export function interruptedExitCode({ reason }: AbortSignal): number {
  return reason instanceof InterruptedError ? reason.exitCode : EXIT_CODES.SIGINT;
}

/**
 * Ends the process of an interrupted command once it has stopped what it had started. Does nothing
 * if it was not interrupted.
 *
 * @param exitCode The command's exit code.
 */
export async function exitIfInterrupted(interrupt: AbortSignal, exitCode: number): Promise<void> {
  if (interrupt.aborted) {
    // A repeated signal that arrives during process.exit would set another exit code: wait for it.
    await delay(REPEATED_WITHIN_MS);
    process.exit(exitCode);
  }
}
