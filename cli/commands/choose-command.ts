import { PROGRAM } from '../program-name.ts';
import { programVersion } from '../version.ts';
import { COMMANDS, type Command } from './command-list.ts';
import { editDistance } from './edit-distance.ts';
import { PROGRAM_USAGE } from './program-usage.ts';

/** What a command line asks for. */
type Choice =
  | { readonly kind: 'command'; readonly command: Command; readonly args: readonly string[] }
  /** A text to print; nothing is run. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** The command that is run if the first word is not a command: that word names a function. */
const DEFAULT_COMMAND = 'run';

/** Command names of at least this length may be mistyped by two keys, shorter ones by one. */
const LONG_NAME_LENGTH = 6;

/** Finds the command that a command line asks for; the name of a function alone means `run`. */
export function chooseCommand(args: readonly string[]): Choice {
  const [first, ...rest] = args;
  if (first === undefined || first === '--help') return { kind: 'text', text: PROGRAM_USAGE };
  if (first === '--version') return { kind: 'text', text: programVersion() };
  if (first === 'help') return chooseCommand([...rest.slice(0, 1), '--help']);
  const named = findCommand(first);
  if (named !== undefined) return { kind: 'command', command: named, args: rest };
  const likely = likelyCommand(first);
  if (likely !== undefined) {
    return {
      kind: 'unknown',
      text: `"${first}" is not a command: did you mean ${PROGRAM} ${[likely, ...rest].join(' ')}?\nTo tune a function of that name: ${PROGRAM} run ${first}`,
    };
  }
  const command = findCommand(DEFAULT_COMMAND);
  if (command === undefined) throw new RangeError(`There must be a command "${DEFAULT_COMMAND}"`);
  return { kind: 'command', command, args };
}

function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

/** Returns the command whose name was probably mistyped; `undefined` if none is close. */
function likelyCommand(word: string): string | undefined {
  return COMMANDS.map(({ name }) => name).find(
    (name) =>
      name.length > 3 && editDistance(word, name) <= (name.length < LONG_NAME_LENGTH ? 1 : 2),
  );
}
