#!/usr/bin/env node
/**
 * `autotune`: tunes a function by the tuner that is deployed in an AWS account, ranks the functions
 * of an account, or brings a size to its source. The first line comes before anything is loaded.
 */
import { sayFirst } from './first-line.ts';
import { exitIfInterrupted, watchInterruption } from './interruption.ts';

/** What a command begins with; the first word of any other is a function. */
const FIRST_LINES: Readonly<Record<string, string>> = {
  scan: 'Reading the account',
  patch: 'Reading the source',
};

const interrupt = watchInterruption();
const args = process.argv.slice(2);
const ownLine = FIRST_LINES[args[0] ?? ''];
sayFirst(args, ownLine ?? 'Looking for the tuner in the account', ownLine !== undefined);
const { runCommand } = await import('./autotune/run-command.ts');
process.exitCode = await runCommand(args, interrupt);
await exitIfInterrupted(interrupt, process.exitCode);
