/** `npm start`: tunes functions on this machine. The first line comes before anything is loaded. */
const args = process.argv.slice(2);
if (!args.includes('--help')) {
  console.log('Starting the tuner on this machine');
}
const { runStart } = await import('./start/run-start.ts');
process.exitCode = await runStart(args);
