import { parse } from '@babel/parser';
import type * as t from '@babel/types';
import {
  bind,
  bindClass,
  type CdkCallable,
  type CdkEntry,
  type CdkExpression,
  type CdkFile,
  type CdkScope,
  innerScope,
  newFile,
  noteCall,
  openClass,
  openFunction,
  type Position,
} from './cdk-program.ts';
import {
  boundNames,
  callOf,
  enumObject,
  expressionOf,
  lastName,
  nameOf,
  patternNames,
  placed,
} from './typescript-expression.ts';

/** Parses a TypeScript or JavaScript file; returns a text that says why if it cannot be read. */
export function parseTypeScript(path: string, text: string): CdkFile | string {
  const file = newFile(path, text, 'typescript');
  try {
    const { program } = parse(text, {
      sourceType: 'unambiguous',
      plugins: ['typescript', 'decorators', ...(path.endsWith('x') ? (['jsx'] as const) : [])],
    });
    for (const statement of program.body) {
      readNode(file, statement, { scope: file.scope, repeated: undefined });
    }
  } catch (error) {
    return `${path} cannot be read: ${error instanceof Error ? error.message : error}`;
  }
  return file;
}

const LOOPS = /^(For|ForIn|ForOf|While|DoWhile)Statement$/;

/** Reads a statement or expression for the names that it binds and the calls that it makes. */
function readNode(file: CdkFile, node: t.Node, at: Position): void {
  switch (node.type) {
    case 'ImportDeclaration':
      readImport(file, node);
      return;
    case 'ExportNamedDeclaration':
      readReExports(file, node);
      break;
    case 'VariableDeclarator':
      bindDeclarator(file, node, at.scope);
      break;
    case 'AssignmentExpression':
      readTarget(file, node.left, at.scope);
      break;
    case 'UpdateExpression':
      readTarget(file, node.argument, at.scope);
      break;
    case 'ForInStatement':
    case 'ForOfStatement':
      readTarget(file, node.left, at.scope);
      break;
    case 'TSEnumDeclaration':
      bind(at.scope, node.id.name, {
        kind: 'constant',
        value: enumObject(file, node, at.scope),
      });
      return;
    case 'ClassDeclaration':
    case 'ClassExpression':
      readClass(file, node, at);
      return;
    case 'CatchClause':
      if (node.param) bindOthers(at.scope, node.param, []);
      break;
    case 'FunctionDeclaration':
      if (node.id) bind(at.scope, node.id.name, { kind: 'variable' });
      readFunction(file, node, { name: node.id?.name ?? '', at });
      return;
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      readFunction(file, node, { name: undefined, at });
      return;
    case 'NewExpression':
    case 'CallExpression':
      noteCall(callOf(file, node, at));
      break;
  }
  const isLoop = LOOPS.test(node.type);
  const inner = isLoop
    ? { scope: innerScope(at.scope), repeated: 'it is in a loop' }
    : node.type === 'BlockStatement'
      ? { ...at, scope: innerScope(at.scope) }
      : at;
  for (const child of childrenOf(node)) readNode(file, child, inner);
}

function childrenOf(node: t.Node): readonly t.Node[] {
  return Object.entries(node)
    .filter(([key]) => !/^(loc|extra|typeAnnotation|typeParameters|returnType)$/.test(key))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is t.Node => typeof value?.type === 'string' && 'start' in value);
}

function readImport({ scope }: CdkFile, { source, specifiers }: t.ImportDeclaration): void {
  for (const specifier of specifiers) {
    const exported =
      specifier.type === 'ImportSpecifier'
        ? nameOf(specifier.imported)
        : specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : undefined;
    bind(scope, specifier.local.name, { kind: 'import', module: source.value, exported });
  }
}

/**
 * Binds re-exports: `export { A as B } from './b'` gives this file a B, for files that import it.
 */
function readReExports({ scope }: CdkFile, node: t.ExportNamedDeclaration): void {
  for (const specifier of node.source ? node.specifiers : []) {
    if (specifier.type === 'ExportSpecifier') {
      bind(scope, nameOf(specifier.exported), {
        kind: 'import',
        module: node.source?.value ?? '',
        exported: specifier.local.name,
      });
    }
  }
}

function bindDeclarator(file: CdkFile, { id, init }: t.VariableDeclarator, scope: CdkScope): void {
  if (id.type === 'Identifier') {
    bind(
      scope,
      id.name,
      init ? { kind: 'constant', value: expressionOf(file, init, scope) } : { kind: 'variable' },
    );
    return;
  }
  const followed = id.type === 'ObjectPattern' && init ? patternNames(id) : [];
  if (init) {
    const object = expressionOf(file, init, scope);
    for (const { name, property, fallback } of followed) {
      const member: CdkExpression = { ...placed(file, id), kind: 'member', object, key: property };
      bind(scope, name, {
        kind: 'constant',
        value: fallback
          ? {
              ...placed(file, id),
              kind: 'either',
              first: member,
              second: expressionOf(file, fallback, scope),
            }
          : member,
      });
    }
  }
  bindOthers(scope, id, followed);
}

/** Binds the names of a pattern that are not followed, because they hide names outside, too. */
function bindOthers(
  scope: CdkScope,
  pattern: t.Node,
  followed: readonly { readonly name: string }[],
): void {
  for (const name of boundNames(pattern)) {
    if (!followed.some((one) => one.name === name)) bind(scope, name, { kind: 'variable' });
  }
}

/**
 * Marks the names and properties that an assignment, `++` or a loop sets: they are not followed.
 */
function readTarget(file: CdkFile, target: t.Node, scope: CdkScope): void {
  for (const name of boundNames(target)) markAssigned(scope, name);
  if (target.type !== 'MemberExpression') return;
  const { object, property, computed } = target;
  if (!computed || property.type === 'StringLiteral') file.assigned.add(nameOf(property));
  else if (object.type === 'Identifier') markAssigned(scope, object.name);
}

/** Marks a name as assigned: it is not followed. */
function markAssigned(scope: CdkScope, name: string): void {
  for (let at: CdkScope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.bindings.has(name) || at.parent === undefined) {
      at.bindings.set(name, { kind: 'variable' });
      return;
    }
  }
}

function readClass(file: CdkFile, node: t.Class, at: Position): void {
  const base = node.superClass ? lastName(node.superClass) : undefined;
  const fields = node.body.body.filter((member) => member.type === 'ClassProperty');
  const name = node.id?.name ?? '';
  const { callable, scope } = openClass(at.scope, {
    name,
    base,
    fields: fields.filter(({ value }) => value).map(({ key }) => nameOf(key)),
  });
  const entries = fields.flatMap(({ key, value, start }): readonly CdkEntry[] =>
    value
      ? [{ key: nameOf(key), keyStart: start ?? 0, value: expressionOf(file, value, scope) }]
      : [],
  );
  bindClass(at.scope, scope, { name, place: placed(file, node), entries });
  for (const member of node.body.body) {
    if (member.type === 'ClassMethod') {
      const isConstructor = member.kind === 'constructor';
      readFunction(file, member, {
        name: isConstructor ? undefined : nameOf(member.key),
        at: { scope, repeated: undefined },
        owner: isConstructor ? callable : undefined,
      });
    } else {
      readNode(file, member, { scope, repeated: undefined });
    }
  }
}

interface FunctionReading {
  /**
   * `undefined` for an anonymous function, which is called by the function that it is passed to.
   */
  readonly name: string | undefined;
  readonly at: Position;
  /** The class that it is the constructor of. */
  readonly owner?: CdkCallable | undefined;
}

function readFunction(file: CdkFile, node: t.Function, { name, at, owner }: FunctionReading): void {
  const { callable, scope } =
    name === undefined && owner === undefined
      ? { callable: undefined, scope: innerScope(at.scope) }
      : openFunction(at.scope, name ?? '', owner);
  node.params.forEach((parameter, index) => {
    bindParameter(file, parameter, { scope, callable, index });
  });
  const repeated =
    callable === undefined
      ? 'it is in a function that is called for each of several items'
      : undefined;
  readNode(file, node.body, { scope, repeated: at.repeated ?? repeated });
}

function bindParameter(
  file: CdkFile,
  node: t.Node,
  { scope, callable, index }: { scope: CdkScope; callable: CdkCallable | undefined; index: number },
): void {
  const inner = node.type === 'TSParameterProperty' ? node.parameter : node;
  const [target, fallback] =
    inner.type === 'AssignmentPattern' ? [inner.left, inner.right] : [inner, undefined];
  const names =
    target.type === 'Identifier'
      ? [{ name: target.name, property: undefined, fallback }]
      : target.type === 'ObjectPattern'
        ? patternNames(target)
        : [];
  for (const { name, property, fallback: own } of names) {
    const value = own ? expressionOf(file, own, scope) : undefined;
    bind(
      scope,
      name,
      callable === undefined
        ? { kind: 'variable' }
        : { kind: 'parameter', callable, parameter: { index, name, property, fallback: value } },
    );
  }
  bindOthers(scope, target, names);
}
