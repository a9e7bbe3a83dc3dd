import { chooseCommand } from './commands/choose-command.ts';
import { sayFirst } from './first-line.ts';
import { exitIfInterrupted, watchInterruption } from './interruption.ts';

const EXIT_USAGE = 2;

/**
 * Follows a command line. The first line comes before the command, and what it needs, is loaded.
 *
 * @returns The exit code.
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  const choice = chooseCommand(args.map((arg) => (arg === '-h' ? '--help' : arg)));
  switch (choice.kind) {
    case 'text':
      console.log(choice.text);
      return 0;
    case 'unknown':
      console.error(choice.text);
      return EXIT_USAGE;
    case 'command': {
      const { command, args: rest } = choice;
      const interrupt = watchInterruption();
      if (command.firstLine !== undefined) {
        sayFirst(rest, command.firstLine, command.isResultOnly);
      }
      const run = await command.load();
      const exitCode = await run(rest, interrupt);
      await exitIfInterrupted(interrupt, exitCode);
      return exitCode;
    }
  }
}
