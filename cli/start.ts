/** `npm start`: the command `local`. */
import { runProgram } from './program.ts';

process.exitCode = await runProgram(['local', ...process.argv.slice(2)]);
