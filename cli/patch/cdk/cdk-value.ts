import { posix } from 'node:path';
import { type MemorySource, stated } from '../source/defined-function.ts';
import { LAMBDA_MEMORY_MB_DEFAULT, wholeNumberIn } from '../source/memory-number.ts';
import type { NamePart } from '../source/name-pattern.ts';
import {
  type CdkBinding,
  type CdkEntry,
  type CdkExpression,
  classAround,
  lookUp,
  whereOf,
  writtenOf,
} from './cdk-program.ts';
import { argumentOf, type CdkProject, type Path } from './cdk-project.ts';

/** The result of following an expression. */
export type Followed =
  | {
      readonly kind: 'value';
      readonly value: CdkExpression;
      /** The calls that lead to the place of the value. */
      readonly path: Path;
      readonly via: readonly string[];
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The place from which an expression is followed. */
interface At {
  readonly project: CdkProject;
  readonly path: Path;
  readonly depth: number;
}

const DEPTH_MAX = 30;

/** Reads the memory size from a property of a function's arguments. */
export function memoryOf(
  project: CdkProject,
  entries: readonly CdkEntry[],
  path: Path,
  key: string,
): MemorySource {
  const followed = followProperty({ project, path, depth: 0 }, entries, { key, isOpen: false });
  switch (followed.kind) {
    case 'absent':
      return { kind: 'absent', memoryMb: LAMBDA_MEMORY_MB_DEFAULT };
    case 'unknown':
      return followed;
    case 'value': {
      const { value } = followed;
      const memoryMb =
        value.kind === 'number' ? wholeNumberIn(value.text.replaceAll('_', '')) : undefined;
      const place = { file: value.file.path, start: value.start, end: value.end };
      return memoryMb === undefined
        ? {
            kind: 'unknown',
            reason: `${whereOf(value)}: ${writtenOf(value)} is not a whole number`,
          }
        : stated(memoryMb, place, { via: followed.via });
    }
  }
}

/** Follows names, properties and arguments to an expression that is none of these. */
function follow(at: At, expression: CdkExpression): Followed {
  const unknown = (reason: string): Followed => ({
    kind: 'unknown',
    reason: `${whereOf(expression)}: ${reason}`,
  });
  if (at.depth > DEPTH_MAX) return unknown('its names refer to each other in a circle');
  const inner = { ...at, depth: at.depth + 1 };
  switch (expression.kind) {
    case 'absent':
      return { kind: 'absent' };
    case 'name': {
      const binding = lookUp(expression.scope, expression.name);
      return binding === undefined
        ? unknown(`${expression.name} is not defined in the files that are read`)
        : followBinding(inner, binding, expression);
    }
    case 'member':
      return followMember(inner, expression);
    case 'either': {
      const first = follow(inner, expression.first);
      return first.kind === 'absent' ? follow(inner, expression.second) : first;
    }
    case 'other':
      return unknown(`${writtenOf(expression)} is not followed`);
    default:
      return { kind: 'value', value: expression, path: at.path, via: [] };
  }
}

/** Returns the value of a property: the last one that is given, because later ones win. */
export function followProperty(
  at: At,
  entries: readonly CdkEntry[],
  { key, isOpen }: { readonly key: string; readonly isOpen: boolean },
): Followed {
  for (const entry of [...entries].reverse()) {
    const { file } = entry.value;
    if (file.assigned.has(key)) {
      return { kind: 'unknown', reason: `${file.path} assigns to .${key} in another place` };
    }
    if (entry.key === key) return follow(at, entry.value);
    if (entry.key === '[]')
      return { kind: 'unknown', reason: `${whereOf(entry.value)}: its key is computed` };
    if (entry.key === undefined) {
      const spread = followEntries(at, entry.value);
      if (spread.kind === 'unknown') return spread;
      const found: Followed =
        spread.kind === 'absent'
          ? spread
          : followProperty({ ...at, path: spread.path }, spread.entries, { key, isOpen: false });
      if (found.kind !== 'absent') return found;
    }
  }
  return isOpen
    ? { kind: 'unknown', reason: `it is not known where .${key} is set` }
    : { kind: 'absent' };
}

type FollowedEntries =
  | {
      readonly kind: 'entries';
      readonly entries: readonly CdkEntry[];
      readonly path: Path;
      readonly isOpen: boolean;
    }
  | Exclude<Followed, { kind: 'value' }>;

/** Returns the entries of an expression that leads to an object. */
export function followEntries(at: At, expression: CdkExpression): FollowedEntries {
  const followed = follow(at, expression);
  if (followed.kind !== 'value') return followed;
  const { value, path } = followed;
  return value.kind === 'object'
    ? { kind: 'entries', entries: value.entries, path, isOpen: value.isOpen === true }
    : {
        kind: 'unknown',
        reason: `${whereOf(value)}: ${writtenOf(value)} is not a literal object`,
      };
}

function followBinding(
  at: At,
  binding: CdkBinding,
  name: Extract<CdkExpression, { kind: 'name' }>,
): Followed {
  switch (binding.kind) {
    case 'constant':
      return named(name.name, follow(at, binding.value));
    case 'variable':
      return {
        kind: 'unknown',
        reason: `${whereOf(name)}: ${name.name} is assigned more than once`,
      };
    case 'parameter':
      return followParameter(at, binding, name);
    case 'import': {
      const file = at.project.importedFile(name.file, binding.module, binding.exported);
      const exported = binding.exported && file && lookUp(file.scope, binding.exported);
      return file === undefined || !exported
        ? {
            kind: 'unknown',
            reason: `${whereOf(name)}: ${name.name} of ${binding.module} is not followed`,
          }
        : followBinding(at, exported, {
            ...name,
            file,
            scope: file.scope,
            name: binding.exported ?? '',
          });
    }
  }
}

function followParameter(
  at: At,
  { callable, parameter }: Extract<CdkBinding, { kind: 'parameter' }>,
  name: CdkExpression,
): Followed {
  const site = at.path.sites.get(callable);
  const { fallback, property } = parameter;
  if (site === undefined) {
    return fallback !== undefined && property === undefined
      ? follow(at, fallback)
      : {
          kind: 'unknown',
          reason: `${whereOf(name)}: the argument for ${parameter.name} is not known`,
        };
  }
  const outside = { ...at, path: site.path };
  if (parameter.others !== undefined) {
    const { others } = parameter;
    const entries = site.call.keywords.filter(({ key }) => !others.includes(key ?? ''));
    const value: CdkExpression = { ...placeOf(site.call), kind: 'object', entries };
    return { kind: 'value', value, path: site.path, via: [] };
  }
  const argument = argumentOf(site.call, parameter);
  const where = whereOf(site.call);
  if (argument === undefined && site.call.keywords.some(({ key }) => key === undefined)) {
    return {
      kind: 'unknown',
      reason: `${where}: the arguments that it passes on are not followed`,
    };
  }
  let found: Followed = argument === undefined ? { kind: 'absent' } : follow(outside, argument);
  if (property !== undefined && argument !== undefined && found.kind === 'value') {
    const object = followEntries(outside, argument);
    found =
      object.kind === 'entries'
        ? followProperty({ ...outside, path: object.path }, object.entries, {
            key: property,
            isOpen: object.isOpen,
          })
        : object;
  }
  return found.kind === 'absent' && fallback !== undefined
    ? named(`the default of ${parameter.name}`, follow(at, fallback))
    : named(`${property ?? parameter.name} at ${where}`, found);
}

function placeOf({ file, start, end }: CdkExpression) {
  return { file, start, end };
}

function followMember(at: At, member: Extract<CdkExpression, { kind: 'member' }>): Followed {
  const module = importedModule(at, member.object);
  if (module !== undefined) {
    const binding = lookUp(module.scope, member.key);
    return binding === undefined
      ? { kind: 'unknown', reason: `${whereOf(member)}: ${writtenOf(member)} is not followed` }
      : followBinding(at, binding, {
          ...member,
          kind: 'name',
          name: member.key,
          file: module,
          scope: module.scope,
        });
  }
  const owner =
    member.object.kind === 'name' && /^(this|self)$/.test(member.object.name)
      ? classAround(member.object.scope)
      : undefined;
  if (owner !== undefined && at.project.isOverridden(owner, member.key)) {
    return {
      kind: 'unknown',
      reason: `${whereOf(member)}: a class that extends ${owner.name} has another ${member.key}`,
    };
  }
  const object = followEntries(at, member.object);
  if (object.kind !== 'entries') {
    return object;
  }
  const { entries, path, isOpen } = object;
  return named(
    writtenOf(member),
    followProperty({ ...at, path }, entries, { key: member.key, isOpen }),
  );
}

/** Returns the file that a name stands for as a whole: `import * as sizes`, `import sizes`. */
function importedModule(at: At, expression: CdkExpression) {
  if (expression.kind !== 'name') return undefined;
  const binding = lookUp(expression.scope, expression.name);
  if (binding?.kind !== 'import') return undefined;
  const { module, exported } = binding;
  const file = at.project.importedFile(expression.file, module, exported);
  const isWhole =
    exported === undefined || (file !== undefined && posix.basename(file.path, '.py') === exported);
  return isWhole ? file : undefined;
}

/** Returns the parts of a text; an unknown part becomes a variable. */
export function namePartsOf(at: At, expression: CdkExpression): readonly NamePart[] {
  const followed = follow(at, expression);
  if (followed.kind !== 'value' || followed.value.kind !== 'text') {
    return [{ variable: writtenOf(expression) }];
  }
  const { value, path } = followed;
  return value.parts.flatMap((part) =>
    typeof part === 'string' ? [part] : namePartsOf({ ...at, path, depth: at.depth + 1 }, part),
  );
}

/** Returns the text of an expression; `undefined` if a part of it is not known. */
export function plainText(at: At, expression: CdkExpression | undefined): string | undefined {
  const parts = expression === undefined ? [{ variable: '' }] : namePartsOf(at, expression);
  return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
}

function named(name: string, followed: Followed): Followed {
  return followed.kind === 'value' ? { ...followed, via: [name, ...followed.via] } : followed;
}
