import type * as t from '@babel/types';
import {
  type CdkCall,
  type CdkEntry,
  type CdkExpression,
  type CdkFile,
  type CdkScope,
  classAround,
  type Position,
} from './cdk-program.ts';

type Placed = { readonly start?: number | null; readonly end?: number | null };

/** Translates an expression; one that cannot be followed becomes `other`. */
export function expressionOf(file: CdkFile, node: t.Node, scope: CdkScope): CdkExpression {
  const place = placed(file, node);
  switch (node.type) {
    case 'NumericLiteral':
      return { ...place, kind: 'number', text: file.text.slice(place.start, place.end) };
    case 'StringLiteral':
      return { ...place, kind: 'text', parts: [node.value] };
    case 'TemplateLiteral':
      return { ...place, kind: 'text', parts: templateParts(file, node, scope) };
    case 'Identifier':
      return node.name === 'undefined'
        ? { ...place, kind: 'absent' }
        : { ...place, kind: 'name', name: node.name, scope };
    case 'ThisExpression':
      return { ...place, kind: 'name', name: 'this', scope };
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const isNamed = !node.computed || node.property.type === 'StringLiteral';
      const object = expressionOf(file, node.object, scope);
      return isNamed
        ? { ...place, kind: 'member', object, key: nameOf(node.property) }
        : { ...place, kind: 'other' };
    }
    case 'ObjectExpression':
      return { ...place, kind: 'object', entries: objectEntries(file, node, scope) };
    case 'LogicalExpression':
      return node.operator === '&&'
        ? { ...place, kind: 'other' }
        : {
            ...place,
            kind: 'either',
            first: expressionOf(file, node.left, scope),
            second: expressionOf(file, node.right, scope),
          };
    case 'NewExpression':
    case 'CallExpression':
      return callOf(file, node, { scope, repeated: undefined });
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return expressionOf(file, node.expression, scope);
    default:
      return { ...place, kind: 'other' };
  }
}

/** Translates a call; `super(…)` becomes a call of the class that is extended. */
export function callOf(
  file: CdkFile,
  node: t.NewExpression | t.CallExpression,
  { scope, repeated }: Position,
): CdkCall {
  const isSuper = node.callee.type === 'Super';
  const around = isSuper ? classAround(scope)?.base : undefined;
  const written = file.text.slice(node.callee.start ?? 0, node.callee.end ?? 0);
  return {
    ...placed(file, node),
    kind: 'call',
    callee: isSuper ? (around ?? '') : (lastName(node.callee) ?? ''),
    written: isSuper ? (around ?? '') : written,
    scope,
    positional: node.arguments.map((argument) => expressionOf(file, argument, scope)),
    keywords: [],
    repeated,
  };
}

function templateParts(file: CdkFile, node: t.TemplateLiteral, scope: CdkScope) {
  return node.quasis
    .flatMap((quasi, index) => {
      const expression = node.expressions[index];
      return [
        quasi.value.cooked ?? '',
        ...(expression ? [expressionOf(file, expression, scope)] : []),
      ];
    })
    .filter((part) => part !== '');
}

function objectEntries(
  file: CdkFile,
  node: t.ObjectExpression,
  scope: CdkScope,
): readonly CdkEntry[] {
  return node.properties.map((property) => {
    const keyStart = property.start ?? 0;
    switch (property.type) {
      case 'SpreadElement':
        return { key: undefined, keyStart, value: expressionOf(file, property.argument, scope) };
      case 'ObjectProperty':
        return {
          key: property.computed ? '[]' : nameOf(property.key),
          keyStart,
          value: expressionOf(file, property.value, scope),
        };
      default:
        return {
          key: nameOf(property.key),
          keyStart,
          value: { ...placed(file, property), kind: 'other' },
        };
    }
  });
}

/** Translates an enum to an object of its values. */
export function enumObject(
  file: CdkFile,
  node: t.TSEnumDeclaration,
  scope: CdkScope,
): CdkExpression {
  const entries = (node.members ?? []).map((member) => ({
    key: nameOf(member.id),
    keyStart: member.start ?? 0,
    value: member.initializer
      ? expressionOf(file, member.initializer, scope)
      : ({ ...placed(file, member), kind: 'other' } as const),
  }));
  return { ...placed(file, node), kind: 'object', entries };
}

/** Returns the place of a node. */
export function placed(file: CdkFile, { start, end }: Placed) {
  return { file, start: start ?? 0, end: end ?? 0 };
}

/** Returns the text of a name or of a key in quotes; empty for any other node. */
export function nameOf(node: t.Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'StringLiteral' ? node.value : '';
}

/** Returns the last name of `a.b.c`. */
export function lastName(node: t.Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? nameOf(node.property) : undefined;
}

/** Returns the names that an object is destructured into. */
export function patternNames(pattern: t.ObjectPattern) {
  return pattern.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty') return [];
    const { value } = property;
    const target = value.type === 'AssignmentPattern' ? value.left : value;
    return target.type === 'Identifier'
      ? [
          {
            name: target.name,
            property: nameOf(property.key),
            fallback: value.type === 'AssignmentPattern' ? value.right : undefined,
          },
        ]
      : [];
  });
}

/** Returns all names that a pattern binds, at any depth. */
export function boundNames(pattern: t.Node): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property : property.value),
      );
    default:
      return [];
  }
}
