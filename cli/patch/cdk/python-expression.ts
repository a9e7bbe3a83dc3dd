import type { SyntaxNode } from '@lezer/common';
import {
  type CdkCall,
  type CdkEntry,
  type CdkExpression,
  type CdkFile,
  type CdkScope,
  classAround,
  type Position,
} from './cdk-program.ts';

/** Translates an expression; one that cannot be followed becomes `other`. */
export function expressionOf(file: CdkFile, node: SyntaxNode, scope: CdkScope): CdkExpression {
  const place = placed(file, node);
  const text = textOf(file, node);
  const [first, second, third] = childrenOf(node);
  switch (node.name) {
    case 'Number':
      return { ...place, kind: 'number', text };
    case 'String': {
      const plain = /^[uU]?(["'])((?:(?!\1)[^\\\n])*)\1$/.exec(text)?.[2];
      return plain === undefined
        ? { ...place, kind: 'other' }
        : { ...place, kind: 'text', parts: [plain] };
    }
    case 'FormatString':
      return { ...place, kind: 'text', parts: formatParts(file, node, scope) };
    case 'None':
      return { ...place, kind: 'absent' };
    case 'VariableName':
      return { ...place, kind: 'name', name: text, scope };
    case 'MemberExpression': {
      const property = node.getChild('PropertyName');
      return first !== undefined && property !== null
        ? {
            ...place,
            kind: 'member',
            object: expressionOf(file, first, scope),
            key: textOf(file, property),
          }
        : subscript(file, node, scope);
    }
    case 'BinaryExpression':
      return second?.name === 'or' && first !== undefined && third !== undefined
        ? {
            ...place,
            kind: 'either',
            first: expressionOf(file, first, scope),
            second: expressionOf(file, third, scope),
          }
        : { ...place, kind: 'other' };
    case 'ParenthesizedExpression':
      return second ? expressionOf(file, second, scope) : { ...place, kind: 'other' };
    case 'DictionaryExpression':
      return { ...place, kind: 'object', entries: dictionaryEntries(file, node, scope) };
    case 'CallExpression': {
      const call = callOf(file, node, { scope, repeated: undefined });
      return call.callee === 'dict' && call.positional.length === 0
        ? { ...place, kind: 'object', entries: call.keywords }
        : call;
    }
    default:
      return { ...place, kind: 'other' };
  }
}

/** Translates a call; `super().__init__(…)` becomes a call of the class that is extended. */
export function callOf(file: CdkFile, node: SyntaxNode, { scope, repeated }: Position): CdkCall {
  const written = node.firstChild === null ? '' : textOf(file, node.firstChild);
  const isSuper = /^super\(.*\)\.__init__$/.test(written);
  const base = isSuper ? classAround(scope)?.base : undefined;
  const positional: CdkExpression[] = [];
  const keywords: CdkEntry[] = [];
  for (const [first, ...rest] of splitList(node.getChild('ArgList'))) {
    const last = rest.at(-1);
    if (first === undefined) continue;
    if (first.name === '**' && last !== undefined) {
      keywords.push({
        key: undefined,
        keyStart: first.from,
        value: expressionOf(file, last, scope),
      });
    } else if (rest[0]?.name === 'AssignOp' && last !== undefined) {
      const value = expressionOf(file, last, scope);
      keywords.push({ key: textOf(file, first), keyStart: first.from, value });
    } else {
      positional.push(
        first.name === '*'
          ? { ...placed(file, first), kind: 'other' }
          : expressionOf(file, first, scope),
      );
    }
  }
  return {
    ...placed(file, node),
    kind: 'call',
    callee: isSuper ? (base ?? '') : (written.split('.').at(-1) ?? ''),
    written: isSuper ? (base ?? '') : written,
    scope,
    positional,
    keywords,
    repeated,
  };
}

/** Translates a subscript, such as `SIZES["resize"]`. */
function subscript(file: CdkFile, node: SyntaxNode, scope: CdkScope): CdkExpression {
  const [object, , key] = childrenOf(node);
  const name = key?.name === 'String' ? expressionOf(file, key, scope) : undefined;
  const [text] = name?.kind === 'text' ? name.parts : [];
  return object !== undefined && typeof text === 'string'
    ? {
        ...placed(file, node),
        kind: 'member',
        object: expressionOf(file, object, scope),
        key: text,
      }
    : { ...placed(file, node), kind: 'other' };
}

function formatParts(file: CdkFile, node: SyntaxNode, scope: CdkScope) {
  const parts: (string | CdkExpression)[] = [];
  const quote = /^[a-zA-Z]*("""|'''|"|')/.exec(textOf(file, node))?.[0].length ?? 1;
  let from = node.from + quote;
  for (const replacement of node.getChildren('FormatReplacement')) {
    if (replacement.from > from) parts.push(file.text.slice(from, replacement.from));
    const [, inner] = childrenOf(replacement);
    parts.push(
      inner ? expressionOf(file, inner, scope) : { ...placed(file, replacement), kind: 'other' },
    );
    from = replacement.to;
  }
  const rest = file.text.slice(from, node.to).replace(/("""|'''|"|')$/, '');
  return rest === '' ? parts : [...parts, rest];
}

function dictionaryEntries(file: CdkFile, node: SyntaxNode, scope: CdkScope): readonly CdkEntry[] {
  return splitList(node).map((item) => {
    const [first, , value] = item;
    const isSpread = first?.name === '**';
    const written = isSpread ? item[1] : value;
    const key = first && !isSpread ? expressionOf(file, first, scope) : undefined;
    const [text] = key?.kind === 'text' ? key.parts : [];
    return {
      key: isSpread ? undefined : typeof text === 'string' ? text : '[]',
      keyStart: first?.from ?? node.from,
      value: written
        ? expressionOf(file, written, scope)
        : { ...placed(file, node), kind: 'other' },
    };
  });
}

/** Returns the place of a node. */
export function placed(
  file: CdkFile,
  { from, to }: { readonly from: number; readonly to: number },
) {
  return { file, start: from, end: to };
}

/** Returns the items of a list in brackets, each with its nodes. */
export function splitList(list: SyntaxNode | null): readonly (readonly SyntaxNode[])[] {
  const items: SyntaxNode[][] = [[]];
  for (const node of list === null ? [] : childrenOf(list).slice(1, -1)) {
    if (node.name === ',') items.push([]);
    else items.at(-1)?.push(node);
  }
  return items.filter((item) => item.length > 0);
}

/** Returns the children of a node, without comments. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

/** Returns the source text of a node. */
export function textOf(
  file: CdkFile,
  node: { readonly from: number; readonly to: number },
): string {
  return file.text.slice(node.from, node.to);
}
