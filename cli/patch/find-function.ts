import { exactCountText } from '../../shared/core/count-text.ts';
import { READ_KINDS } from './read-project.ts';
import { RefusalError } from './refusal.ts';
import type { Bindings, DefinedFunction, DefinedFunctions } from './source/defined-function.ts';
import type { ProjectFiles } from './source/project-files.ts';
import { lineNumberAt } from './source/text-lines.ts';

/** Describes the function that is looked for. */
export interface FunctionSearch {
  /** Its name in Lambda. */
  readonly deployedName: string;
  /** The name that the source gives it, if the deployed name is not enough. */
  readonly logicalId: string | undefined;
  /** The file that its definition is in. */
  readonly file: string | undefined;
  /** What is known about the deployment, in addition to what the deployed name says. */
  readonly bindings: Bindings;
}

/** A definition, and what the deployed name says about the deployment. */
export interface FoundFunction {
  readonly defined: DefinedFunction;
  readonly bindings: Bindings;
  /** How well the deployed name fits (`NameMatch`); 0 if only `--logical-id` identifies it. */
  readonly strength: number;
}

/** Most definitions and files that a message lists. */
const LISTED_MAX = 12;

/**
 * Finds the only definition that a deployed function can come from.
 *
 * @throws {RefusalError} If there is none, or more than one.
 */
export function findFunction(
  { functions, files: read, problems }: DefinedFunctions,
  files: ProjectFiles,
  search: FunctionSearch,
): FoundFunction {
  const { deployedName, logicalId, file } = search;
  const candidates = functions.filter(({ place }) => file === undefined || place.file === file);
  const found = candidates.flatMap((defined) => {
    const match = defined.match(deployedName);
    if (logicalId !== undefined) {
      // The deployed name still distinguishes definitions with the same name in the source.
      const { bindings = new Map(), strength = 0 } = match ?? {};
      return defined.handles.includes(logicalId) ? [{ defined, bindings, strength }] : [];
    }
    return match && agrees(match.bindings, search.bindings) ? [{ defined, ...match }] : [];
  });
  const strength = Math.max(...found.map((one) => one.strength));
  const [best, ...others] = found.filter((one) => one.strength === strength);
  if (best === undefined) {
    throw new RefusalError(notFoundText(search, { candidates, read, problems, files }));
  }
  if (others.length > 0) {
    const places = [best, ...others].map(({ defined }) => `  ${shownFunction(files, defined)}`);
    throw new RefusalError(
      `Cannot tell which definition is deployed as "${deployedName}": ${places.length} fit:\n${cut(places).join('\n')}\nSay which with --file F, --logical-id NAME or --param NAME=VALUE, such as --param stage=prod.`,
    );
  }
  return best;
}

/** Whether what a deployed name says about the deployment contradicts nothing that is known. */
function agrees(said: Bindings, known: Bindings): boolean {
  return [...said].every(([name, text]) => (known.get(name) ?? text) === text);
}

/** Returns the `file:line label` of a definition. */
export function shownFunction(files: ProjectFiles, { place, label }: DefinedFunction): string {
  const line = lineNumberAt(files.read(place.file) ?? '', place.start);
  return `${place.file}:${line} ${label}`;
}

interface Looked {
  readonly candidates: readonly DefinedFunction[];
  readonly read: readonly string[];
  readonly problems: readonly string[];
  readonly files: ProjectFiles;
}

function notFoundText(
  { deployedName, logicalId, file }: FunctionSearch,
  { candidates, read, problems, files }: Looked,
): string {
  const what =
    logicalId === undefined ? `is deployed as "${deployedName}"` : `is called "${logicalId}"`;
  const where = file === undefined ? 'the source' : file;
  const looked =
    candidates.length > 0
      ? [
          `${exactCountText(candidates.length, 'is', 'are')} defined:`,
          ...cut(candidates.map((defined) => `  ${shownFunction(files, defined)}`)),
        ]
      : [
          read.length === 0
            ? `Found no function in ${exactCountText(files.paths.length, 'file')}. Definitions are read from ${READ_KINDS}.`
            : `No function is defined in ${cut(read).join(', ')}.`,
        ];
  return [
    `Cannot find the definition: no function in ${where} ${what}.`,
    ...looked,
    ...problemLines('Not read:', problems),
    candidates.length > 0
      ? 'Say which it is with --logical-id NAME, or look elsewhere with --dir DIR or --file F.'
      : 'Look elsewhere with --dir DIR or --file F.',
  ].join('\n');
}

/** Lists problems below a title; empty without problems. */
export function problemLines(title: string, problems: readonly string[]): readonly string[] {
  return problems.length === 0 ? [] : [title, ...cut(problems.map((problem) => `  ${problem}`))];
}

function cut(lines: readonly string[]): readonly string[] {
  const rest = lines.length - LISTED_MAX;
  return rest > 0 ? [...lines.slice(0, LISTED_MAX), `  and ${rest} more`] : lines;
}
