#!/usr/bin/env node
/** `autotune`: tunes a function by the tuner that is deployed in an AWS account. */
import { setTimeout as delay } from 'node:timers/promises';
import { InvalidRequestError } from '../shared/errors.ts';
import { AUTOTUNE_USAGE, readAutotuneOptions } from './autotune/autotune-options.ts';
import { EXIT_INTERRUPTED, runAutotune } from './autotune/run-autotune.ts';
import { UsageError } from './usage-error.ts';

const EXIT_USAGE = 2;
const EXIT_NOT_FOLLOWED = 3;

/** One Ctrl-C comes twice under npm: from the terminal, and passed on. */
const REPEATED_WITHIN_MS = 300;

async function main(args: readonly string[]): Promise<number> {
  const options = readAutotuneOptions(args);
  if (options.kind === 'help') {
    console.log(AUTOTUNE_USAGE);
    return 0;
  }
  const interrupt = interruptSignal();
  const progress = options.isJson ? console.error : console.log;
  const exitCode = await runAutotune(
    options,
    { result: console.log, progress, started: progress },
    interrupt,
  );
  if (interrupt.aborted) {
    // A signal that comes while the process is being taken down would decide its exit code.
    await delay(REPEATED_WITHIN_MS);
  }
  return exitCode;
}

/** Aborted by SIGINT (Ctrl-C) and SIGTERM. A second signal ends the process at once. */
function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  let firstAtMs: number | undefined;
  const onSignal = () => {
    firstAtMs ??= Date.now();
    if (Date.now() - firstAtMs > REPEATED_WITHIN_MS) {
      process.exit(EXIT_INTERRUPTED);
    }
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return interrupt.signal;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    console.error(`${message}\n\nautotune --help lists what is accepted.`);
    process.exitCode = EXIT_USAGE;
  } else if (error instanceof InvalidRequestError) {
    console.error(message);
    process.exitCode = EXIT_USAGE;
  } else {
    console.error(message);
    process.exitCode = EXIT_NOT_FOLLOWED;
  }
}
