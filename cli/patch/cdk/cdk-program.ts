import { lineNumberAt } from '../source/text-lines.ts';

/*
 * A program of the CDK, as far as functions and numbers are concerned: the same for TypeScript and
 * Python. Each parser translates its language into it, and everything else only reads it.
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
      /** A class: what is not among its entries may be set in another way. */
      readonly isOpen?: boolean;
    }
  /** The first that has a value: `a ?? b`, `a or b`. */
  | { readonly kind: 'either'; readonly first: CdkExpression; readonly second: CdkExpression }
  | CdkCallShape
  /** `undefined` or `None`. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'other' }
);

/** A call of a function, or of a class, whose arguments are `positional` and `keywords`. */
interface CdkCallShape {
  readonly kind: 'call';
  /** The last name of what is called, such as `Function` of `lambda.Function`. */
  readonly callee: string;
  /** As it is written, such as `lambda.Function`. */
  readonly written: string;
  readonly scope: CdkScope;
  readonly positional: readonly CdkExpression[];
  readonly keywords: readonly CdkEntry[];
  /** Why it may run more than once in one run of what it stands in, such as a loop. */
  readonly repeated: string | undefined;
}

export type CdkCall = Extract<CdkExpression, { kind: 'call' }>;

/** A named value of an object or an argument list; one without a key is spread into it. */
export interface CdkEntry {
  readonly key: string | undefined;
  readonly keyStart: number;
  readonly value: CdkExpression;
}

/** What a name stands for. */
export type CdkBinding =
  | { readonly kind: 'constant'; readonly value: CdkExpression }
  /** Assigned more than once, or by a loop. */
  | { readonly kind: 'variable' }
  | { readonly kind: 'parameter'; readonly callable: CdkCallable; readonly parameter: CdkParameter }
  /** Of another file; without a name, all that it defines. */
  | { readonly kind: 'import'; readonly module: string; readonly exported: string | undefined };

/** A parameter of a function or constructor. */
interface CdkParameter {
  /** `undefined` for one that is given by name only. */
  readonly index: number | undefined;
  readonly name: string;
  /** The property that is taken out of the argument, where it is destructured. */
  readonly property: string | undefined;
  readonly fallback: CdkExpression | undefined;
  /** The names of the others, where this one gets all that none of them takes: `**kwargs`. */
  readonly others?: readonly string[];
}

/** A function, or a class through its constructor. */
export interface CdkCallable {
  readonly kind: 'function' | 'class';
  readonly name: string;
  readonly file: CdkFile;
  /** The class that it extends, by its last name. */
  readonly base: string | undefined;
  /** Of a class: the names of what it gives its instances a value for. */
  readonly fields?: readonly string[];
}

/** Names that are known in a part of a file. */
export interface CdkScope {
  readonly file: CdkFile;
  readonly parent: CdkScope | undefined;
  readonly bindings: Map<string, CdkBinding>;
  /** What this is the body of. */
  readonly callable: CdkCallable | undefined;
}

/** Where a statement is: what it knows, and why it may run several times. */
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
  /** Properties that are set somewhere else than in their object, as by `options.size = 1`. */
  readonly assigned: Set<string>;
}

/** `file:line` of an expression. */
export function whereOf({ file, start }: CdkExpression): string {
  return `${file.path}:${lineNumberAt(file.text, start)}`;
}

const WRITTEN_LENGTH_MAX = 60;

/** How an expression is written, on one line. */
export function writtenOf({ file, start, end }: CdkExpression): string {
  const text = file.text.slice(start, end).replaceAll(/\s+/g, ' ');
  return text.length > WRITTEN_LENGTH_MAX ? `${text.slice(0, WRITTEN_LENGTH_MAX - 1)}…` : text;
}

/** Begins a file. */
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

/** The methods that set a property of the template, whatever the construct's arguments say. */
const OVERRIDES = /^(addOverride|addPropertyOverride|add_override|add_property_override)$/;

/** Notes a call, and which properties it sets: `Object.assign(a, …)`, `a.update(…)`, overrides. */
export function noteCall(call: CdkCall): void {
  const { file, callee, written, positional, keywords } = call;
  file.calls.push(call);
  const [first] = positional;
  const [path] = first?.kind === 'text' ? first.parts : [];
  if (OVERRIDES.test(callee) && typeof path === 'string') {
    const name = path.replace('Properties.', '');
    // As TypeScript and as Python spell the property.
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

/** Begins the body of a class. */
export function openClass(
  outer: CdkScope,
  facts: Pick<CdkCallable, 'name' | 'base' | 'fields'>,
): { readonly callable: CdkCallable; readonly scope: CdkScope } {
  const callable: CdkCallable = { kind: 'class', file: outer.file, ...facts };
  outer.file.callables.push(callable);
  return { callable, scope: innerScope(outer, callable) };
}

/** Makes the fields of a class known, in its body and by its name. */
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

/** Begins the body of a function, or of the constructor of its owner. */
export function openFunction(
  outer: CdkScope,
  name: string,
  owner: CdkCallable | undefined,
): { readonly callable: CdkCallable; readonly scope: CdkScope } {
  // A constructor's body is the class's: its scope must not count a second time.
  if (owner !== undefined) return { callable: owner, scope: innerScope(outer) };
  const callable: CdkCallable = { kind: 'function', name, file: outer.file, base: undefined };
  outer.file.callables.push(callable);
  return { callable, scope: innerScope(outer, callable) };
}

/** Notes what a name stands for; a second time makes it a variable. */
export function bind(scope: CdkScope, name: string, binding: CdkBinding): void {
  scope.bindings.set(name, scope.bindings.has(name) ? { kind: 'variable' } : binding);
}

/** What a name stands for in a scope, and the scope that says so. */
export function lookUp(scope: CdkScope, name: string): CdkBinding | undefined {
  for (let at: CdkScope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** What a scope is in, from the inside out: functions and classes. */
export function callablesAround(scope: CdkScope): readonly CdkCallable[] {
  const found: CdkCallable[] = [];
  for (let at: CdkScope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.callable !== undefined) found.push(at.callable);
  }
  return found;
}

/** The class that a scope is in. */
export function classAround(scope: CdkScope): CdkCallable | undefined {
  return callablesAround(scope).find(({ kind }) => kind === 'class');
}
