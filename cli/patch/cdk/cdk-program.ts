import { lineNumberAt } from '../source/text-lines.ts';

/*
 * The parts of a CDK program that decide the memory of its functions, in one form for TypeScript
 * and Python. Each parser translates its language into this form; all other modules only read it.
 */

/** An expression; `start` and `end` are offsets into its file. */
export type CdkExpression = {
  readonly file: CdkFile;
  readonly start: number;
  readonly end: number;
} & (
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly parts: readonly (string | CdkExpression)[] }
  | { readonly kind: 'name'; readonly name: string; readonly scope: CdkScope }
  | { readonly kind: 'member'; readonly object: CdkExpression; readonly key: string }
  | {
      readonly kind: 'object';
      readonly entries: readonly CdkEntry[];
      /** Whether it is a class: a field that is not among its entries may be set in another way. */
      readonly isOpen?: boolean;
    }
  /** The first one that has a value: `a ?? b`, `a or b`. */
  | { readonly kind: 'either'; readonly first: CdkExpression; readonly second: CdkExpression }
  | CdkCallShape
  /** `undefined` or `None`. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'other' }
);

/** A call of a function, or of a class, whose arguments are `positional` and `keywords`. */
interface CdkCallShape {
  readonly kind: 'call';
  /** The last name of the called function, such as `Function` of `lambda.Function`. */
  readonly callee: string;
  /** The called function as written, such as `lambda.Function`. */
  readonly written: string;
  readonly scope: CdkScope;
  readonly positional: readonly CdkExpression[];
  readonly keywords: readonly CdkEntry[];
  /**
   * Why it may run several times in one run of its function, such as a loop, if it may.
   */
  readonly repeated: string | undefined;
}

export type CdkCall = Extract<CdkExpression, { kind: 'call' }>;

/** A named value of an object or an argument list; one without a key is spread into it. */
export interface CdkEntry {
  readonly key: string | undefined;
  readonly keyStart: number;
  readonly value: CdkExpression;
}

/** The meaning of a name. */
export type CdkBinding =
  | { readonly kind: 'constant'; readonly value: CdkExpression }
  /** Assigned more than once, or by a loop. */
  | { readonly kind: 'variable' }
  | { readonly kind: 'parameter'; readonly callable: CdkCallable; readonly parameter: CdkParameter }
  /** Imported from another file; without an exported name, all that the file defines. */
  | { readonly kind: 'import'; readonly module: string; readonly exported: string | undefined };

/** A parameter of a function or constructor. */
interface CdkParameter {
  /** `undefined` for one that can only be given by name. */
  readonly index: number | undefined;
  readonly name: string;
  /** The property that is taken from the argument, if it is destructured. */
  readonly property: string | undefined;
  readonly fallback: CdkExpression | undefined;
  /** For `**kwargs`: the names of the other parameters, whose arguments it does not get. */
  readonly others?: readonly string[];
}

/** A function, or a class through its constructor. */
export interface CdkCallable {
  readonly kind: 'function' | 'class';
  readonly name: string;
  readonly file: CdkFile;
  /** The class that it extends, by its last name. */
  readonly base: string | undefined;
  /** For a class: the names of the fields that it gives a value. */
  readonly fields?: readonly string[];
}

/** Names that are known in a part of a file. */
export interface CdkScope {
  readonly file: CdkFile;
  readonly parent: CdkScope | undefined;
  readonly bindings: Map<string, CdkBinding>;
  /** The function or class that this is the body of. */
  readonly callable: CdkCallable | undefined;
}

/** Where a statement is: its scope, and why it may run several times, if it may. */
export interface Position {
  readonly scope: CdkScope;
  readonly repeated: string | undefined;
}

/** A parsed file; filled while it is parsed, and not changed afterwards. */
export interface CdkFile {
  readonly path: string;
  readonly text: string;
  readonly language: 'typescript' | 'python';
  readonly scope: CdkScope;
  readonly calls: CdkCall[];
  readonly callables: CdkCallable[];
  /** Properties that are set outside of their object, as by `options.size = 1`. */
  readonly assigned: Set<string>;
}

/** Returns the `file:line` of an expression. */
export function whereOf({ file, start }: CdkExpression): string {
  return `${file.path}:${lineNumberAt(file.text, start)}`;
}

const WRITTEN_LENGTH_MAX = 60;

/** Returns the source of an expression, on one line and cut. */
export function writtenOf({ file, start, end }: CdkExpression): string {
  const text = file.text.slice(start, end).replaceAll(/\s+/g, ' ');
  return text.length > WRITTEN_LENGTH_MAX ? `${text.slice(0, WRITTEN_LENGTH_MAX - 1)}…` : text;
}

/** Makes an empty file for a parser to fill. */
export function newFile(path: string, text: string, language: CdkFile['language']): CdkFile {
  const file: { -readonly [K in keyof CdkFile]: CdkFile[K] } = {
    path,
    text,
    language,
    scope: undefined as unknown as CdkScope,
    calls: [],
    callables: [],
    assigned: new Set(),
  };
  file.scope = { file, parent: undefined, bindings: new Map(), callable: undefined };
  return file;
}

/**
 * The methods that override a property of the template, regardless of the construct's arguments.
 */
const OVERRIDES = /^(addOverride|addPropertyOverride|add_override|add_property_override)$/;

/**
 * Records a call and the properties that it sets: `Object.assign(a, …)`, `a.update(…)`, overrides.
 */
export function noteCall(call: CdkCall): void {
  const { file, callee, written, positional, keywords } = call;
  file.calls.push(call);
  const [first] = positional;
  const [path] = first?.kind === 'text' ? first.parts : [];
  if (OVERRIDES.test(callee) && typeof path === 'string') {
    const name = path.replace('Properties.', '');
    // The property in the spelling of TypeScript and in that of Python.
    file.assigned.add(name.replace(/^./, (letter) => letter.toLowerCase()));
    file.assigned.add(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase());
  }
  const isAssign = written === 'Object.assign' && first?.kind !== 'object';
  if (isAssign || (file.language === 'python' && callee === 'update')) {
    const objects = positional.flatMap((value) => (value.kind === 'object' ? value.entries : []));
    for (const { key } of [...objects, ...keywords]) {
      if (key !== undefined) file.assigned.add(key);
    }
  }
}

/** Opens a scope within another one. */
export function innerScope(parent: CdkScope, callable?: CdkCallable): CdkScope {
  return { file: parent.file, parent, bindings: new Map(), callable };
}

/** Opens the body of a class. */
export function openClass(
  outer: CdkScope,
  facts: Pick<CdkCallable, 'name' | 'base' | 'fields'>,
): { readonly callable: CdkCallable; readonly scope: CdkScope } {
  const callable: CdkCallable = { kind: 'class', file: outer.file, ...facts };
  outer.file.callables.push(callable);
  return { callable, scope: innerScope(outer, callable) };
}

/** Binds the fields of a class, to `this` or `self` in its body and to its name outside. */
export function bindClass(
  outer: CdkScope,
  scope: CdkScope,
  { name, place, entries }: ClassFields,
): void {
  const value: CdkExpression = { ...place, kind: 'object', entries, isOpen: true };
  const instance = outer.file.language === 'python' ? 'self' : 'this';
  scope.bindings.set(instance, { kind: 'constant', value });
  if (name !== '') bind(outer, name, { kind: 'constant', value });
}

interface ClassFields {
  readonly name: string;
  readonly place: Pick<CdkExpression, 'file' | 'start' | 'end'>;
  readonly entries: readonly CdkEntry[];
}

/** Opens the body of a function, or of the constructor of its owner. */
export function openFunction(
  outer: CdkScope,
  name: string,
  owner: CdkCallable | undefined,
): { readonly callable: CdkCallable; readonly scope: CdkScope } {
  // A constructor's body belongs to its class, which must not be counted a second time.
  if (owner !== undefined) return { callable: owner, scope: innerScope(outer) };
  const callable: CdkCallable = { kind: 'function', name, file: outer.file, base: undefined };
  outer.file.callables.push(callable);
  return { callable, scope: innerScope(outer, callable) };
}

/** Binds a name; binding it a second time makes it a variable. */
export function bind(scope: CdkScope, name: string, binding: CdkBinding): void {
  scope.bindings.set(name, scope.bindings.has(name) ? { kind: 'variable' } : binding);
}

/** Finds the binding of a name, in a scope or those around it. */
export function lookUp(scope: CdkScope, name: string): CdkBinding | undefined {
  for (let at: CdkScope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** Returns the functions and classes around a scope, from the inside out. */
export function callablesAround(scope: CdkScope): readonly CdkCallable[] {
  const found: CdkCallable[] = [];
  for (let at: CdkScope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.callable !== undefined) found.push(at.callable);
  }
  return found;
}

/** Returns the innermost class around a scope. */
export function classAround(scope: CdkScope): CdkCallable | undefined {
  return callablesAround(scope).find(({ kind }) => kind === 'class');
}
