import {
  type FoundFunction,
  type FunctionSearch,
  findFunction,
  shownFunction,
} from './find-function.ts';
import { changedLine } from './one-line-diff.ts';
import { otherReadings } from './other-readings.ts';
import { readProject } from './read-project.ts';
import { RefusalError } from './refusal.ts';
import type {
  DefinedFunction,
  DefinedFunctions,
  Edit,
  MemorySource,
} from './source/defined-function.ts';
import { type ProjectFiles, withText } from './source/project-files.ts';
import { applyEdit, lineNumberAt } from './source/text-lines.ts';

/** A change that is asked for. */
export interface WantedChange extends FunctionSearch {
  readonly memoryMb: number;
  /** Whether other functions may change as well. */
  readonly isShared: boolean;
  /** Whether to state the size for this function alone, where it comes from elsewhere. */
  readonly isOwn: boolean;
}

/** What is to be changed, and what else is to be known about it. */
export type SourceChange =
  | { readonly kind: 'same'; readonly text: string }
  | {
      readonly kind: 'change';
      readonly file: string;
      /** Of the line that changes, counted from 1. */
      readonly line: number;
      readonly textBefore: string;
      readonly textAfter: string;
      /** What the source says now; the tool's default where it says nothing. */
      readonly memoryMbBefore: number | undefined;
      readonly notes: readonly string[];
    };

/**
 * Finds the line to change for a function, and makes sure by reading the changed source again that
 * this function gets the size, and no other one unless that is wanted.
 *
 * @throws {RefusalError} If the function is not found, or no such line is certain.
 */
export function planMemoryChange(files: ProjectFiles, wanted: WantedChange): SourceChange {
  const project = readProject(files);
  const { defined, bindings: told } = findFunction(project, files, wanted);
  const bindings = new Map([...told, ...wanted.bindings]);
  const source = defined.memory(bindings);
  const where = shownFunction(files, defined);
  const same = sameText(source, wanted.memoryMb, where);
  if (same !== undefined) {
    return { kind: 'same', text: same };
  }
  const edit = editOf({ defined, bindings }, source, { wanted, where });
  const trial = tryEdit(files, project, { found: { defined, bindings }, edit, wanted });
  if (trial.problem !== undefined) {
    throw new RefusalError(`Cannot change the memory of ${where}: ${trial.problem}`);
  }
  if (!wanted.isShared) {
    refuseShared(files, project, { found: { defined, bindings }, source, wanted, where, trial });
  }
  const { file } = edit;
  return {
    kind: 'change',
    file,
    line: lineNumberAt(trial.textAfter, edit.start),
    textBefore: files.read(file) ?? '',
    textAfter: trial.textAfter,
    memoryMbBefore: source.kind === 'unknown' ? undefined : source.memoryMb,
    notes: notesOf(files, source, { defined, where, trial, isOwn: wanted.isOwn }),
  };
}

function sameText(source: MemorySource, memoryMb: number, where: string): string | undefined {
  if (source.kind === 'unknown' || source.memoryMb !== memoryMb) return undefined;
  return source.kind === 'absent'
    ? `${where} has ${memoryMb} MB already: it states none, and that is the default`
    : `${where} has ${memoryMb} MB already`;
}

interface Telling {
  readonly wanted: WantedChange;
  readonly where: string;
}

function editOf(
  { defined }: FoundFunction,
  source: MemorySource,
  { wanted, where }: Telling,
): Edit {
  const { memoryMb, isOwn } = wanted;
  if (source.kind === 'unknown' && !isOwn) {
    throw new RefusalError(
      `Cannot follow the memory of ${where}: ${source.reason}.\n--own states the size in the function's own block instead.`,
    );
  }
  if (source.kind === 'stated' && !isOwn) {
    const objection = source.objection(memoryMb);
    if (objection !== undefined) {
      throw new RefusalError(`Cannot set ${where} to ${memoryMb} MB: ${objection}`);
    }
    return { ...source.place, text: String(memoryMb) };
  }
  const own = defined.own(memoryMb);
  if ('reason' in own) {
    throw new RefusalError(`Cannot state the memory of ${where} in one line: ${own.reason}`);
  }
  return own.edit;
}

/** What an edit does to the whole project. */
interface Trial {
  readonly textAfter: string;
  /** Other functions whose memory it changes. */
  readonly others: readonly DefinedFunction[];
  readonly problem: string | undefined;
}

interface Attempt {
  readonly found: FoundFunction;
  readonly edit: Edit;
  readonly wanted: WantedChange;
}

function tryEdit(
  files: ProjectFiles,
  before: DefinedFunctions,
  { found: { defined, bindings }, edit, wanted }: Attempt,
): Trial {
  const textBefore = files.read(edit.file) ?? '';
  const textAfter = applyEdit(textBefore, edit);
  const after = readProject(withText(files, edit.file, textAfter));
  const memoryAfter = new Map(
    after.functions.map((one) => [one.id, memoryText(one.memory(bindings))]),
  );
  const isWhole =
    after.functions.length === before.functions.length &&
    after.problems.length === before.problems.length;
  const isSet = memoryAfter.get(defined.id) === String(wanted.memoryMb);
  return {
    textAfter,
    others: before.functions.filter(
      (one) =>
        one.id !== defined.id && memoryAfter.get(one.id) !== memoryText(one.memory(bindings)),
    ),
    problem: !(isWhole && isSet)
      ? 'read again after the change, it does not have the new size'
      : changedLine(textBefore, textAfter) === undefined
        ? 'the change would take more than one line'
        : undefined,
  };
}

/** What must be equal before and after: line numbers in reasons may move. */
function memoryText(source: MemorySource | undefined): string {
  return source?.kind === 'unknown'
    ? source.reason.replaceAll(/:\d+/g, '')
    : String(source?.memoryMb);
}

interface SharedChange extends Telling {
  readonly found: FoundFunction;
  readonly source: MemorySource;
  readonly trial: Trial;
}

function refuseShared(
  files: ProjectFiles,
  project: DefinedFunctions,
  { found, source, wanted, where, trial }: SharedChange,
): void {
  const { repeated } = found.defined;
  if (trial.others.length === 0 && repeated === undefined) return;
  const own = found.defined.own(wanted.memoryMb);
  const isOwnPossible =
    !wanted.isOwn &&
    repeated === undefined &&
    'edit' in own &&
    isAlone(tryEdit(files, project, { found, edit: own.edit, wanted }));
  const via =
    source.kind === 'stated' && source.via.length > 0 ? ` by ${source.via.join(', ')}` : '';
  throw new RefusalError(
    [
      trial.others.length === 0
        ? `Cannot change ${where} alone: ${repeated}.`
        : `Cannot change ${where} alone: its memory is set${via}, and ${trial.others.length} other function${trial.others.length === 1 ? '' : 's'} would change with it:`,
      ...trial.others.map((other) => `  ${shownFunction(files, other)}`),
      ...(trial.others.length > 0 && repeated !== undefined ? [`Also, ${repeated}.`] : []),
      `--shared changes all of them${isOwnPossible ? '; --own states the size for this function alone' : ''}.`,
    ].join('\n'),
  );
}

function isAlone({ others, problem }: Trial): boolean {
  return others.length === 0 && problem === undefined;
}

interface Noted {
  readonly defined: DefinedFunction;
  readonly where: string;
  readonly trial: Trial;
  readonly isOwn: boolean;
}

function notesOf(
  files: ProjectFiles,
  source: MemorySource,
  { defined, where, trial, isOwn }: Noted,
): readonly string[] {
  const notes: string[] = [];
  if (source.kind === 'absent') {
    notes.push(`${where} states no memory; it has had the default of ${source.memoryMb} MB.`);
  }
  if (source.kind === 'stated' && !isOwn && source.via.length > 0) {
    notes.push(`${where} takes its memory from ${source.via.join(', ')}.`);
  }
  if (source.kind === 'stated' && !isOwn && source.unless !== undefined) {
    notes.push(`The number counts unless ${source.unless}.`);
  }
  if (source.kind === 'stated' && !isOwn) {
    const readings = otherReadings(files, source, defined);
    if (readings.length > 0) {
      notes.push(`Look at what else reads this number: ${readings.join(', ')}.`);
    }
  }
  if (trial.others.length > 0) {
    notes.push(
      `Changes as well: ${trial.others.map((other) => shownFunction(files, other)).join(', ')}.`,
    );
  }
  return notes;
}
