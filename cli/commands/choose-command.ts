import { PROGRAM } from '../program-name.ts';
import { readVersion } from '../version.ts';
import { COMMANDS, type Command } from './command-list.ts';
import { editDistance } from './edit-distance.ts';
import { PROGRAM_USAGE } from './program-usage.ts';

/** What a command line asks for. */
type Choice =
  | { readonly kind: 'command'; readonly command: Command; readonly args: readonly string[] }
  /** To be printed; there is nothing to do. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** What is tuned where no command is named: the function of that name. */
const DEFAULT_COMMAND = 'run';

/** Names of this length may be two keys off, shorter ones one. */
const LONG_NAME_LENGTH = 6;

/** Finds the command that is meant; the name of a function stands for `run`. */
export function chooseCommand(args: readonly string[]): Choice {
  const [first, ...rest] = args;
  if (first === undefined || first === '--help') return { kind: 'text', text: PROGRAM_USAGE };
  if (first === '--version') return { kind: 'text', text: readVersion() };
  if (first === 'help') return chooseCommand([...rest.slice(0, 1), '--help']);
  const named = findCommand(first);
  if (named !== undefined) return { kind: 'command', command: named, args: rest };
  const likely = likelyCommand(first);
  if (likely !== undefined) {
    return {
      kind: 'unknown',
      text: `"${first}" is no command: did you mean ${PROGRAM} ${[likely, ...rest].join(' ')}?\nA function of that name is tuned by ${PROGRAM} run ${first}`,
    };
  }
  const command = findCommand(DEFAULT_COMMAND);
  if (command === undefined) throw new RangeError(`There must be a command "${DEFAULT_COMMAND}"`);
  return { kind: 'command', command, args };
}

function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

/** The command whose name was probably mistyped; `undefined` if none is close. */
function likelyCommand(word: string): string | undefined {
  return COMMANDS.map(({ name }) => name).find(
    (name) =>
      name.length > 3 && editDistance(word, name) <= (name.length < LONG_NAME_LENGTH ? 1 : 2),
  );
}
