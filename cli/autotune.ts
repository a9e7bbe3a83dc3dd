#!/usr/bin/env node
/**
 * `autotune`: tunes a function by the tuner that is deployed in an AWS account. The first line comes
 * before anything is loaded.
 */
import { sayFirst } from './first-line.ts';
import { exitIfInterrupted, watchInterruption } from './interruption.ts';

const interrupt = watchInterruption();
const args = process.argv.slice(2);
sayFirst(args, 'Looking for the tuner in the account');
const { runCommand } = await import('./autotune/run-command.ts');
process.exitCode = await runCommand(args, interrupt);
await exitIfInterrupted(interrupt, process.exitCode);
