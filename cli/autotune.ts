#!/usr/bin/env node
/** Entry point of `autotune`, for all its commands. */
import { runProgram } from './program.ts';

process.exitCode = await runProgram(process.argv.slice(2));
