#!/usr/bin/env node
/** `autotune`: tunes a function by the tuner that is deployed in an AWS account. */
import { InvalidRequestError } from '../shared/errors.ts';
import { AUTOTUNE_USAGE, readAutotuneOptions } from './autotune/autotune-options.ts';
import { runAutotune } from './autotune/run-autotune.ts';
import { exitIfInterrupted, watchInterruption } from './interruption.ts';
import { runPatch } from './patch/run-patch.ts';
import { UsageError } from './usage-error.ts';

const EXIT_USAGE = 2;
const EXIT_NOT_FOLLOWED = 3;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...others] = args;
  if (command === 'patch') {
    return runPatch(others, { result: console.log, notice: console.error });
  }
  const options = readAutotuneOptions(args);
  if (options.kind === 'help') {
    console.log(AUTOTUNE_USAGE);
    return 0;
  }
  const interrupt = watchInterruption();
  const progress = options.isJson ? console.error : console.log;
  const exitCode = await runAutotune(
    options,
    { result: console.log, progress, started: progress },
    interrupt,
  );
  await exitIfInterrupted(interrupt, exitCode);
  return exitCode;
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
