import { chooseCommand } from './commands/choose-command.ts';
import { sayFirst } from './first-line.ts';
import { exitIfInterrupted, watchInterruption } from './interruption.ts';

const EXIT_USAGE = 2;

/**
 * Runs a command line. The first line is printed once it is valid, before heavy modules are loaded.
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
      const { firstLine, isResultOnly } = command;
      const run = await command.load();
      const exitCode = await run(rest, interrupt, () => {
        if (firstLine !== undefined) sayFirst(rest, firstLine, isResultOnly);
      });
      await exitIfInterrupted(interrupt, exitCode);
      return exitCode;
    }
  }
}
