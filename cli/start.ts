/** `npm start`: tunes functions on this machine. The first line comes before anything is loaded. */
import { sayFirst } from './first-line.ts';
import { exitIfInterrupted, watchInterruption } from './interruption.ts';

const interrupt = watchInterruption();
const args = process.argv.slice(2);
sayFirst(args, 'Starting the tuner on this machine');
const { runStart } = await import('./start/run-start.ts');
process.exitCode = await runStart(args, interrupt);
await exitIfInterrupted(interrupt, process.exitCode);
