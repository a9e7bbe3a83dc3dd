#!/usr/bin/env node
/**
 * `autotune`: tunes a function by the tuner that is deployed in an AWS account, or ranks the functions
 * of an account. The first line comes before anything is loaded.
 */
import { sayFirst } from './first-line.ts';
import { exitIfInterrupted, watchInterruption } from './interruption.ts';

const interrupt = watchInterruption();
const args = process.argv.slice(2);
const isScan = args[0] === 'scan';
sayFirst(args, isScan ? 'Reading the account' : 'Looking for the tuner in the account', isScan);
const { runCommand } = await import('./autotune/run-command.ts');
process.exitCode = await runCommand(args, interrupt);
await exitIfInterrupted(interrupt, process.exitCode);
