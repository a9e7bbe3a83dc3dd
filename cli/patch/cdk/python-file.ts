import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { lineNumberAt } from '../source/text-lines.ts';
import {
  bind,
  bindClass,
  type CdkCallable,
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
  callOf,
  childrenOf,
  expressionOf,
  placed,
  splitList,
  textOf,
} from './python-expression.ts';

/** Parses a Python file; returns a text that says why if it cannot be read. */
export function parsePython(path: string, text: string): CdkFile | string {
  const file = newFile(path, text, 'python');
  const tree = parser.parse(text);
  const cursor = tree.cursor();
  do {
    if (cursor.type.isError) {
      return `${path}:${lineNumberAt(text, cursor.from)} cannot be read as Python`;
    }
  } while (cursor.next());
  readChildren(file, tree.topNode, { scope: file.scope, repeated: undefined });
  return file;
}

const COMPREHENSIONS = /Comprehension|LambdaExpression/;

function readNode(file: CdkFile, node: SyntaxNode, at: Position): void {
  switch (node.name) {
    case 'ImportStatement':
      readImport(file, node, at.scope);
      return;
    case 'AssignStatement':
      bindAssignment(file, node, at.scope);
      break;
    case 'UpdateStatement':
      for (const name of namesIn(node.firstChild)) {
        at.scope.bindings.set(textOf(file, name), { kind: 'variable' });
      }
      break;
    case 'ClassDefinition':
      readClass(file, node, at);
      return;
    case 'ScopeStatement':
      // A name that is declared global or nonlocal may be assigned in more than one place.
      for (const name of namesIn(node)) markEverywhere(at.scope, textOf(file, name));
      return;
    case 'FunctionDefinition':
      readFunction(file, node, { at });
      return;
    case 'CallExpression':
      noteCall(callOf(file, node, at));
      break;
  }
  const isLoop = /^(For|While)Statement$/.test(node.name);
  if (isLoop) {
    // Python's loops have no scope of their own; the names that they set are variables.
    for (const name of loopNames(file, node)) at.scope.bindings.set(name, { kind: 'variable' });
  }
  const repeated = isLoop
    ? 'it is in a loop'
    : COMPREHENSIONS.test(node.name)
      ? 'it is in a comprehension or lambda'
      : undefined;
  const scope = COMPREHENSIONS.test(node.name) ? innerScope(at.scope) : at.scope;
  for (const name of hidingNames(file, node)) scope.bindings.set(name, { kind: 'variable' });
  readChildren(file, node, { scope, repeated: at.repeated ?? repeated });
}

/**
 * Returns names that a statement or expression sets to a value that is not followed; they hide
 * names outside.
 */
function hidingNames(file: CdkFile, node: SyntaxNode): readonly string[] {
  const children = childrenOf(node);
  const names = (nodes: readonly SyntaxNode[]) =>
    nodes.flatMap(namesIn).map((name) => textOf(file, name));
  switch (node.name) {
    case 'WithStatement':
    case 'TryStatement':
      return names(children.filter((_, index) => children[index - 1]?.name === 'as'));
    case 'NamedExpression':
      return names(children.slice(0, 1));
    case 'LambdaExpression':
      return names(children.filter(({ name }) => name === 'ParamList'));
    default:
      return COMPREHENSIONS.test(node.name) ? comprehensionNames(file, node) : [];
  }
}

function comprehensionNames(file: CdkFile, node: SyntaxNode): readonly string[] {
  let isTarget = false;
  return childrenOf(node).flatMap((child) => {
    if (child.name === 'for') isTarget = true;
    if (child.name === 'in') isTarget = false;
    return isTarget ? namesIn(child).map((name) => textOf(file, name)) : [];
  });
}

function markEverywhere(scope: CdkScope, name: string): void {
  for (let at: CdkScope | undefined = scope; at !== undefined; at = at.parent) {
    at.bindings.set(name, { kind: 'variable' });
  }
}

function readChildren(file: CdkFile, node: SyntaxNode, at: Position): void {
  for (const child of childrenOf(node)) readNode(file, child, at);
}

/** Binds the names of an import: `import a.b as c`, `from .a import b as c, d`. */
function readImport(file: CdkFile, node: SyntaxNode, scope: CdkScope): void {
  const written = textOf(file, node)
    .replaceAll(/[()\\]|#[^\n]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const from = /^from ([.\w ]+?) import (.*)$/.exec(written);
  const list = from?.[2] ?? written.replace(/^import /, '');
  for (const item of list.split(',')) {
    const [, name = '', alias] = /^\s*([\w.]+)(?: as (\w+))?\s*$/.exec(item) ?? [];
    const module = (from?.[1] ?? name).replaceAll(' ', '');
    const local = alias ?? name.split('.')[0] ?? '';
    if (local === '') continue;
    // In `from package import name`, the name may be a file; that shows when it is looked up.
    const exported = from === null ? undefined : name;
    bind(scope, local, { kind: 'import', module, exported });
  }
}

function bindAssignment(file: CdkFile, node: SyntaxNode, scope: CdkScope): void {
  const nodes = childrenOf(node).filter(({ name }) => name !== 'TypeDef');
  const [target, ...others] = nodes;
  const value = others.at(-1);
  const isSimple =
    others.filter(({ name }) => name === 'AssignOp').length === 1 && others.length === 2;
  if (target?.name === 'VariableName' && value !== undefined && isSimple) {
    const binding = { kind: 'constant' as const, value: expressionOf(file, value, scope) };
    bind(scope, textOf(file, target), binding);
    return;
  }
  const end = nodes.findLastIndex(({ name }) => name === 'AssignOp');
  // A declaration without a value hides names outside, too.
  for (const one of end === -1 ? nodes : nodes.slice(0, end)) readTarget(file, one, scope);
}

/**
 * Marks the targets of an assignment that is not followed: names, properties, and those in lists.
 */
function readTarget(file: CdkFile, target: SyntaxNode, scope: CdkScope): void {
  if (target.name === 'VariableName') {
    scope.bindings.set(textOf(file, target), { kind: 'variable' });
  } else if (target.name === 'MemberExpression') {
    const assigned = expressionOf(file, target, scope);
    const [object] = childrenOf(target);
    if (assigned.kind === 'member') file.assigned.add(assigned.key);
    else if (object?.name === 'VariableName') markEverywhere(scope, textOf(file, object));
  } else {
    for (const inner of childrenOf(target)) readTarget(file, inner, scope);
  }
}

function namesIn(node: SyntaxNode | null | undefined): readonly SyntaxNode[] {
  if (!node) return [];
  return node.name === 'VariableName' ? [node] : childrenOf(node).flatMap(namesIn);
}

function loopNames(file: CdkFile, node: SyntaxNode): readonly string[] {
  const children = childrenOf(node);
  const end = children.findIndex(({ name }) => name === 'in');
  return children
    .slice(0, Math.max(end, 0))
    .flatMap((child) => namesIn(child).map((name) => textOf(file, name)));
}

function readClass(file: CdkFile, node: SyntaxNode, at: Position): void {
  const name = textOf(file, node.getChild('VariableName') ?? node);
  const bases = node.getChild('ArgList');
  const base =
    bases &&
    childrenOf(bases).find(({ name: kind }) => /^(VariableName|MemberExpression)$/.test(kind));
  const body = node.getChild('Body');
  const members = body === null ? [] : childrenOf(body);
  const assignments = members.filter(({ name: kind }) => kind === 'AssignStatement');
  const { callable, scope } = openClass(at.scope, {
    name,
    base: base ? textOf(file, base).split('.').at(-1) : undefined,
    fields: assignments
      .filter((member) => member.getChild('AssignOp') !== null)
      .map((member) => textOf(file, member.firstChild ?? member)),
  });
  const fields = innerScope(scope);
  for (const member of assignments) bindAssignment(file, member, fields);
  const entries = [...fields.bindings].flatMap(([key, binding]) =>
    binding.kind === 'constant'
      ? [{ key, keyStart: binding.value.start, value: binding.value }]
      : [],
  );
  bindClass(at.scope, scope, { name, place: placed(file, node), entries });
  for (const member of members) {
    const definition =
      member.name === 'DecoratedStatement' ? member.getChild('FunctionDefinition') : member;
    if (definition?.name === 'FunctionDefinition') {
      const method = textOf(file, definition.getChild('VariableName') ?? definition);
      readFunction(file, definition, {
        at: { scope, repeated: undefined },
        owner: method === '__init__' ? callable : undefined,
        isMethod: true,
        isStatic: member
          .getChildren('Decorator')
          .some((one) => /^@\s*staticmethod\b/.test(textOf(file, one))),
      });
    } else if (member.name !== 'AssignStatement') {
      readNode(file, member, { scope, repeated: undefined });
    }
  }
}

interface FunctionReading {
  readonly at: Position;
  /** The class that it is the constructor of. */
  readonly owner?: CdkCallable | undefined;
  readonly isMethod?: boolean;
  /**
   * Whether it is a static method: its first parameter gets the first argument, not the instance.
   */
  readonly isStatic?: boolean;
}

function readFunction(
  file: CdkFile,
  node: SyntaxNode,
  { at, owner, isMethod = false, isStatic = false }: FunctionReading,
): void {
  const name = textOf(file, node.getChild('VariableName') ?? node);
  if (!isMethod) bind(at.scope, name, { kind: 'variable' });
  const { callable, scope } = openFunction(at.scope, name, owner);
  const parameters = parametersOf(file, node.getChild('ParamList'));
  for (const { name: parameter, index, fallback, isRest } of parameters) {
    if (parameter === 'self') continue;
    bind(scope, parameter, {
      kind: 'parameter',
      callable,
      parameter: {
        index: index === undefined ? undefined : index - (isMethod && !isStatic ? 1 : 0),
        name: parameter,
        property: undefined,
        fallback: fallback && expressionOf(file, fallback, scope),
        ...(isRest && { others: parameters.map(({ name: other }) => other) }),
      },
    });
  }
  const body = node.getChild('Body');
  if (body !== null) readChildren(file, body, { scope, repeated: undefined });
}

function parametersOf(file: CdkFile, list: SyntaxNode | null) {
  let count = 0;
  let isKeywordOnly = false;
  return splitList(list).flatMap((item) => {
    const [first, ...rest] = item;
    if (first?.name === '**' && rest[0] !== undefined) {
      return [{ name: textOf(file, rest[0]), index: undefined, fallback: undefined, isRest: true }];
    }
    if (first?.name === '*') {
      isKeywordOnly = true;
      return [];
    }
    if (first?.name !== 'VariableName') return [];
    const hasFallback = rest.some(({ name }) => name === 'AssignOp');
    const index = isKeywordOnly ? undefined : count;
    count += 1;
    return [
      {
        name: textOf(file, first),
        index,
        fallback: hasFallback ? rest.at(-1) : undefined,
        isRest: false,
      },
    ];
  });
}
