import { setTimeout as delay } from 'node:timers/promises';

/** Exit codes of a command that was ended from outside, as shells have them: 128 and the signal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGPIPE: 141 } as const;

/** One Ctrl-C comes twice under npm: from the terminal, and passed on. */
const REPEATED_WITHIN_MS = 300;

/** A command ends early, because it was asked to or nobody reads its output any more. */
class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly exitCode: number;

  constructor(signal: keyof typeof EXIT_CODES) {
    super(`Interrupted by ${signal}`);
    this.exitCode = EXIT_CODES[signal];
  }
}

/**
 * Watches for what ends a command from outside: Ctrl-C, SIGTERM, and an output that nobody reads.
 * To be called before anything is started that must be stopped. A second signal ends the process at
 * once.
 *
 * @returns Aborted with an {@link InterruptedError}.
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

/** The exit code of a command that was interrupted. */
export function interruptedExitCode({ reason }: AbortSignal): number {
  return reason instanceof InterruptedError ? reason.exitCode : EXIT_CODES.SIGINT;
}

/**
 * Ends the process once a command has stopped what it had started; does nothing where it was not
 * interrupted.
 *
 * @param exitCode What the command ends with.
 */
export async function exitIfInterrupted(interrupt: AbortSignal, exitCode: number): Promise<void> {
  if (interrupt.aborted) {
    // A signal that comes while the process is being taken down would decide its exit code.
    await delay(REPEATED_WITHIN_MS);
    process.exit(exitCode);
  }
}
