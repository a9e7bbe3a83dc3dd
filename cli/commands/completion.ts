import { reportFailure } from '../output/report-failure.ts';
import { UsageError } from '../usage-error.ts';

/** The parts of a command that a shell completes. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** With their leading dashes. */
  readonly flags: readonly string[];
}

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

const SHELLS = Object.keys(SCRIPTS) as readonly (keyof typeof SCRIPTS)[];

/** Names that the program is installed under. */
const PROGRAMS = ['autotune', 'lambda-autotuner'] as const;

/** The command whose options are completed after the name of a function. */
const DEFAULT_COMMAND = 'run';

export const COMPLETION_USAGE = `Usage: autotune completion SHELL

Prints a script that lets a shell complete commands and options; SHELL is one of ${SHELLS.join(', ')}.

  bash   autotune completion bash >> ~/.bashrc
  zsh    autotune completion zsh >> ~/.zshrc, after compinit
  fish   autotune completion fish > ~/.config/fish/completions/autotune.fish`;

/** Runs the command `completion`. */
export function runCompletion(
  args: readonly string[],
  commands: readonly CompletedCommand[],
): number {
  const [name, ...others] = args;
  if (name === '--help') {
    console.log(COMPLETION_USAGE);
    return 0;
  }
  const shell = SHELLS.find((known) => known === name);
  if (shell === undefined || others.length > 0) {
    const error = new UsageError(`Cannot complete: name one shell of ${SHELLS.join(', ')}`);
    return reportFailure(error, 'autotune completion');
  }
  console.log(SCRIPTS[shell](commands));
  return 0;
}

/** Returns the options that a help text mentions, sorted, each once. */
export function flagsOf(usage: string): readonly string[] {
  return [...new Set(usage.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [])].toSorted();
}

function defaultFlags(commands: readonly CompletedCommand[]): string {
  return commands.find(({ name }) => name === DEFAULT_COMMAND)?.flags.join(' ') ?? '';
}

function bashScript(commands: readonly CompletedCommand[]): string {
  return `_autotune() {
  local word="\${COMP_WORDS[COMP_CWORD]}" flags
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${commands.map(({ name, flags }) => `    ${name}) flags="${flags.join(' ')}" ;;`).join('\n')}
    *) flags="${defaultFlags(commands)}" ;;
  esac
  COMPREPLY=($(compgen -W "$flags" -- "$word"))
}
complete -o default -F _autotune ${PROGRAMS.join(' ')}`;
}

function zshScript(commands: readonly CompletedCommand[]): string {
  return `_autotune() {
  local -a commands flags
  commands=(
${commands.map(({ name, summary }) => `    '${name}:${summary.replaceAll("'", '')}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  case "$words[2]" in
${commands.map(({ name, flags }) => `    ${name}) flags=(${flags.join(' ')}) ;;`).join('\n')}
    *) flags=(${defaultFlags(commands)}) ;;
  esac
  compadd -- $flags
  _files
}
compdef _autotune ${PROGRAMS.join(' ')}`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  return PROGRAMS.flatMap((program) =>
    commands.flatMap(({ name, summary, flags }) => [
      `complete -c ${program} -n __fish_use_subcommand -a ${name} -d '${summary.replaceAll("'", '')}'`,
      ...flags.map(
        (flag) =>
          `complete -c ${program} -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}`,
      ),
    ]),
  ).join('\n');
}
