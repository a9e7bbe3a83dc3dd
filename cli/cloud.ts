/** `npm run cloud`: the command `cloud`. */
import { runProgram } from './program.ts';

process.exitCode = await runProgram(['cloud', ...process.argv.slice(2)]);
