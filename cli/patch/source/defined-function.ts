import type { NameMatch } from './name-pattern.ts';

/** A range of a file's text. */
export interface Place {
  /** Relative to the project's folder, with slashes. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** One replacement of text; an insertion where start and end are the same. */
export interface Edit extends Place {
  readonly text: string;
}

/** What the deployment in question sets: parameters and variables by their name. */
export type Bindings = ReadonlyMap<string, string>;

/** A number in the source. */
export interface StatedMemory {
  readonly kind: 'stated';
  readonly memoryMb: number;
  /** The digits. */
  readonly place: Place;
  /** What was followed from the function to the number, such as `custom.memory`. */
  readonly via: readonly string[];
  /** What would make another number count, such as "the deployment sets MemorySize". */
  readonly unless: string | undefined;
  /** How a line of source reads it by its name; `undefined` where it has none. */
  readonly reading: RegExp | undefined;
  /** Why a size may not stand there; `undefined` if it may. */
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
      /** Stated in a way that is not followed. */
      readonly kind: 'unknown';
      readonly reason: string;
    };

/** How to state the memory in the function's own block; otherwise why that takes more than a line. */
export type OwnEdit = { readonly edit: Edit } | { readonly reason: string };

/** A Lambda function as a project's source defines it. */
export interface DefinedFunction {
  /** Unique within a project, unless its source defines the same function twice. */
  readonly id: string;
  /** As a person finds it in the file, such as `functions.resize`. */
  readonly label: string;
  /** Where its block begins. */
  readonly place: Place;
  /** What `--logical-id` may call it. */
  readonly handles: readonly string[];
  /** Why its block may stand for several functions that cannot be told apart here. */
  readonly repeated: string | undefined;
  /** Whether a deployed function of this name can be it; `undefined` if not. */
  readonly match: (deployedName: string) => NameMatch | undefined;
  readonly memory: (bindings: Bindings) => MemorySource;
  readonly own: (memoryMb: number) => OwnEdit;
}

/** What was read of a project. */
export interface DefinedFunctions {
  readonly functions: readonly DefinedFunction[];
  /** Files that define functions, or should: all that were read to the end. */
  readonly files: readonly string[];
  /** What could not be read, in plain sentences. */
  readonly problems: readonly string[];
}

/** A number that is stated where any size is accepted. */
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
