import type { NameMatch } from './name-pattern.ts';

/** A range of a file's text. */
export interface Place {
  /** Relative to the project's folder, with slashes. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** One replacement of text; an insertion if start and end are equal. */
export interface Edit extends Place {
  readonly text: string;
}

/** Parameters and variables that the deployment sets, by name. */
export type Bindings = ReadonlyMap<string, string>;

/** A number in the source. */
export interface StatedMemory {
  readonly kind: 'stated';
  readonly memoryMb: number;
  /** The digits. */
  readonly place: Place;
  /** The references from the function to the number, such as `custom.memory`. */
  readonly via: readonly string[];
  /** The condition under which another number applies, such as "the deployment sets MemorySize". */
  readonly unless: string | undefined;
  /** Matches lines of source that use the number by its name; `undefined` if it has none. */
  readonly reading: RegExp | undefined;
  /** Says why a size is not allowed there; `undefined` if it is. */
  readonly objection: (memoryMb: number) => string | undefined;
}

/** Where the memory of a function comes from. */
export type MemorySource =
  | StatedMemory
  | {
      /** Stated nowhere: the tool's default applies. */
      readonly kind: 'absent';
      readonly memoryMb: number;
    }
  | {
      /** Stated in a way that cannot be followed. */
      readonly kind: 'unknown';
      readonly reason: string;
    };

/** The edit that sets the memory in the function's own block, or why one line is not enough. */
export type OwnEdit = { readonly edit: Edit } | { readonly reason: string };

/** A Lambda function as a project's source defines it. */
export interface DefinedFunction {
  /** Unique within a project, unless its source defines the same function twice. */
  readonly id: string;
  /** The name that it has in the file, such as `functions.resize`. */
  readonly label: string;
  /** Where its block begins. */
  readonly place: Place;
  /** Accepted values of `--logical-id`. */
  readonly handles: readonly string[];
  /** Why its block may define several functions that cannot be distinguished here, if it may. */
  readonly repeated: string | undefined;
  /** Compares the name of a deployed function; `undefined` if it cannot be this one. */
  readonly match: (deployedName: string) => NameMatch | undefined;
  readonly memory: (bindings: Bindings) => MemorySource;
  readonly own: (memoryMb: number) => OwnEdit;
}

/** The functions that were read from a project. */
export interface DefinedFunctions {
  readonly functions: readonly DefinedFunction[];
  /** Files that were read completely and define functions, or are of a kind that does. */
  readonly files: readonly string[];
  /** What could not be read, in plain sentences. */
  readonly problems: readonly string[];
}

/** Makes a stated memory size, at a place that accepts any size. */
export function stated(
  memoryMb: number,
  place: Place,
  { via = [], unless }: { readonly via?: readonly string[]; readonly unless?: string } = {},
): StatedMemory {
  return {
    kind: 'stated',
    memoryMb,
    place,
    via,
    unless,
    reading: undefined,
    objection: () => undefined,
  };
}
