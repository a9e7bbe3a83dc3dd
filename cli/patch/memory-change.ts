import { exactCountText } from '../../shared/core/count-text.ts';
import {
  type FoundFunction,
  type FunctionSearch,
  findFunction,
  problemLines,
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

/** The change that the user asks for. */
export interface WantedChange extends FunctionSearch {
  readonly memoryMb: number;
  /** Whether other functions may change, too. */
  readonly isShared: boolean;
  /** Whether to set the size in the function's own block if it comes from a shared place. */
  readonly isOwn: boolean;
}

/** The change to make, with notes about it; `same` if the source has the size already. */
export type SourceChange =
  | { readonly kind: 'same'; readonly text: string }
  | {
      readonly kind: 'change';
      readonly file: string;
      /** Number of the line that changes, from 1. */
      readonly line: number;
      readonly textBefore: string;
      readonly textAfter: string;
      /** Size in the source now; the tool's default if it sets none. */
      readonly memoryMbBefore: number | undefined;
      readonly notes: readonly string[];
    };

/** The facts that a change is planned from. */
interface Case {
  readonly files: ProjectFiles;
  readonly project: DefinedFunctions;
  readonly wanted: WantedChange;
  readonly found: FoundFunction;
  /** The function as `file:line label`. */
  readonly where: string;
  readonly source: MemorySource;
}

/**
 * Finds the line to change for a function. Reads the changed source again, to make sure that this
 * function gets the size, and that no other one changes unless that is wanted.
 *
 * @throws {RefusalError} If the function is not found, or no such line is certain.
 */
export function planMemoryChange(files: ProjectFiles, wanted: WantedChange): SourceChange {
  const project = readProject(files, wanted.bindings);
  const best = findFunction(project, files, wanted);
  const { defined } = best;
  const bindings = new Map([...best.bindings, ...wanted.bindings]);
  const source = defined.memory(bindings);
  const where = shownFunction(files, defined);
  const twin = project.functions.find((one) => one !== defined && one.id === defined.id);
  if (twin !== undefined) {
    throw new RefusalError(
      `Cannot change ${where}: it is defined a second time at ${shownFunction(files, twin)}, and it is not known which definition applies: change it by hand`,
    );
  }
  const same = sameText(source, wanted.memoryMb, where);
  if (same !== undefined) {
    return { kind: 'same', text: same };
  }
  const at: Case = { files, project, wanted, found: { ...best, bindings }, where, source };
  const edit = editOf(at);
  const { file } = edit;
  if (file.startsWith('../')) {
    throw new RefusalError(
      `Cannot change ${where}: ${file} is outside of the folder that is read, so it is not known what else would change: give --dir a folder that contains both`,
    );
  }
  const trial = tryEdit(at, edit);
  if (trial.problem !== undefined) {
    throw new RefusalError(
      `Cannot change the memory of ${where}: ${trial.problem}: change it by hand`,
    );
  }
  if (!wanted.isShared) refuseShared(at, trial);
  return {
    kind: 'change',
    file,
    line: lineNumberAt(trial.textAfter, edit.start),
    textBefore: files.read(file) ?? '',
    textAfter: trial.textAfter,
    memoryMbBefore: source.kind === 'unknown' ? undefined : source.memoryMb,
    notes: notesOf(at, trial),
  };
}

function sameText(source: MemorySource, memoryMb: number, where: string): string | undefined {
  if (source.kind === 'unknown' || source.memoryMb !== memoryMb) return undefined;
  return source.kind === 'absent'
    ? `${where} has ${memoryMb} MB already: it sets none, and that is the default`
    : `${where} has ${memoryMb} MB already`;
}

function editOf(at: Case): Edit {
  const { source, where, found } = at;
  const { memoryMb, isOwn } = at.wanted;
  if (source.kind === 'unknown' && !isOwn) {
    const next = isOwnPossible(at)
      ? "--own sets the size in the function's own block instead."
      : 'Otherwise, change it by hand.';
    throw new RefusalError(`Cannot follow the memory of ${where}: ${source.reason}.\n${next}`);
  }
  if (source.kind === 'stated' && !isOwn) {
    const objection = source.objection(memoryMb);
    if (objection !== undefined) {
      throw new RefusalError(
        `Cannot set ${where} to ${memoryMb} MB: ${objection}: allow it there first${isOwnPossible(at) ? ', or set the size for this function alone with --own' : ''}`,
      );
    }
    return { ...source.place, text: String(memoryMb) };
  }
  const own = found.defined.own(memoryMb);
  if ('reason' in own) {
    throw new RefusalError(
      `Cannot set the memory of ${where} in one line: ${own.reason}: change it by hand`,
    );
  }
  return own.edit;
}

/** The effect of an edit on the whole project. */
interface Trial {
  readonly textAfter: string;
  /** Other functions whose memory it changes. */
  readonly others: readonly DefinedFunction[];
  readonly problem: string | undefined;
}

function tryEdit({ files, project: before, found, wanted }: Case, edit: Edit): Trial {
  const { defined, bindings } = found;
  const textBefore = files.read(edit.file) ?? '';
  const textAfter = applyEdit(textBefore, edit);
  const after = readProject(withText(files, edit.file, textAfter), wanted.bindings);
  const isWhole =
    after.functions.length === before.functions.length &&
    after.problems.length === before.problems.length;
  // An edit of one line does not change the order of the functions.
  const memoriesAfter = after.functions.map((one) => memoryText(one.memory(bindings)));
  const isSet = memoriesAfter[before.functions.indexOf(defined)] === String(wanted.memoryMb);
  return {
    textAfter,
    others: before.functions.filter(
      (one, index) => one !== defined && memoriesAfter[index] !== memoryText(one.memory(bindings)),
    ),
    problem: !(isWhole && isSet)
      ? 'read again after the change, it does not have the new size'
      : changedLine(textBefore, textAfter) === undefined
        ? 'the change would take more than one line'
        : undefined,
  };
}

/**
 * Formats a memory source for comparison; line numbers in its reason may change, and are left out.
 */
function memoryText(source: MemorySource): string {
  return source.kind === 'unknown'
    ? source.reason.replaceAll(/:\d+/g, '')
    : String(source.memoryMb);
}

/** Whether --own is not given yet and would change this function and no other one. */
function isOwnPossible(at: Case): boolean {
  const { defined } = at.found;
  const own = defined.own(at.wanted.memoryMb);
  if (at.wanted.isOwn || defined.repeated !== undefined || 'reason' in own) return false;
  const { others, problem } = tryEdit(at, own.edit);
  return others.length === 0 && problem === undefined;
}

function refuseShared(at: Case, { others }: Trial): void {
  const { files, source, where } = at;
  const { repeated } = at.found.defined;
  if (others.length === 0 && repeated === undefined) return;
  const via =
    source.kind === 'stated' && source.via.length > 0 ? ` by ${source.via.join(', ')}` : '';
  throw new RefusalError(
    [
      others.length === 0
        ? `Cannot change ${where} alone: ${repeated}.`
        : `Cannot change ${where} alone: its memory is set${via}, and ${exactCountText(others.length, 'other function')} would change with it:`,
      ...others.map((other) => `  ${shownFunction(files, other)}`),
      ...(others.length > 0 && repeated !== undefined ? [`Also, ${repeated}.`] : []),
      `--shared changes all of them${isOwnPossible(at) ? '; --own sets the size for this function alone' : ''}.`,
    ].join('\n'),
  );
}

function notesOf({ files, project, source, found, where, wanted }: Case, { others }: Trial) {
  const notes: string[] = [];
  if (found.strength === 1 && wanted.logicalId === undefined) {
    notes.push(
      `Check the function: only a part of the name "${wanted.deployedName}" identifies ${where}.`,
    );
  }
  if (source.kind === 'absent') {
    notes.push(`${where} sets no memory; until now, the default of ${source.memoryMb} MB applies.`);
  }
  if (source.kind === 'stated' && !wanted.isOwn) {
    if (source.via.length > 0) {
      notes.push(`${where} takes its memory from ${source.via.join(', ')}.`);
      const unread = problemLines(
        'Not read, so it is not known whether these share the value:',
        project.problems,
      );
      if (unread.length > 0) notes.push(unread.join('\n'));
    }
    if (source.unless !== undefined) {
      notes.push(`The number applies unless ${source.unless}.`);
    }
    const readings = otherReadings(files, source, found.defined);
    if (readings.length > 0) {
      notes.push(`Check what else uses this number: ${readings.join(', ')}.`);
    }
  }
  if (others.length > 0) {
    notes.push(`Also changes: ${others.map((other) => shownFunction(files, other)).join(', ')}.`);
  }
  return notes;
}
