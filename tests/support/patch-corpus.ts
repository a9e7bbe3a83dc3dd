import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * A project is one file of the corpus: what it shows, the commands that are tried on it, and its
 * files. A command is followed by what is expected of it:
 *
 *   $ --function NAME --memory 1024     the options of autotune patch
 *   > FILE:LINE:text                    the line that is changed, as it is afterwards
 *   + FILE:LINE:text                    the line that is added
 *   = text                              nothing is to be changed; the output says this
 *   ! text                              it is refused; the reason says this
 *   ? text                              the notes beside the change say this
 *   -- FILE --                          what follows is a file of the project
 */

/** A command that is tried on a project. */
export interface CorpusCommand {
  readonly args: readonly string[];
  /** The line that differs afterwards; `undefined` if none may differ. */
  readonly changed: ExpectedLine | undefined;
  readonly same: readonly string[];
  readonly refused: readonly string[];
  readonly noted: readonly string[];
}

interface ExpectedLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly isAdded: boolean;
}

/** A small project to be patched. */
export interface CorpusProject {
  readonly name: string;
  readonly title: string;
  readonly commands: readonly CorpusCommand[];
  readonly files: ReadonlyMap<string, string>;
}

const CORPUS = join(import.meta.dirname, '..', 'unit', 'cli', 'patch', 'corpus');

/** Reads all projects of the corpus. */
export function readCorpus(): readonly CorpusProject[] {
  return readdirSync(CORPUS)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => parseProject(name, readFileSync(join(CORPUS, name), 'utf8')));
}

/** Writes the files of a project into a folder. */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function parseProject(name: string, text: string): CorpusProject {
  const [head = '', ...parts] = text.split(/^-- (.+) --\n/m);
  const [title = '', ...lines] = head.trimEnd().split('\n');
  return {
    name: name.replace('.txt', ''),
    title,
    commands: parseCommands(lines),
    files: new Map(
      parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])),
    ),
  };
}

function parseCommands(lines: readonly string[]): readonly CorpusCommand[] {
  const starts = lines.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
  return starts.map((start, index) => {
    const [command = '', ...expected] = lines.slice(start, starts[index + 1]);
    const told = (mark: string) =>
      expected.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(2));
    const changed = [...told('>'), ...told('+')].map((line) => /^(.*?):(\d+):(.*)$/.exec(line))[0];
    return {
      args: command.slice(2).split(' '),
      changed: changed
        ? {
            file: changed[1] ?? '',
            line: Number(changed[2]),
            text: changed[3] ?? '',
            isAdded: told('+').length > 0,
          }
        : undefined,
      same: told('='),
      refused: told('!'),
      noted: told('?'),
    };
  });
}
