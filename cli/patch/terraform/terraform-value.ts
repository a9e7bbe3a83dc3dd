import { posix } from 'node:path';
import type { Bindings } from '../source/defined-function.ts';
import type { NamePart } from '../source/name-pattern.ts';
import { type HclExpression, plainTextOf } from './hcl-expression.ts';
import {
  type HclValue,
  type TerraformModule,
  type VariableSetting,
  whereOf,
  writtenOf,
} from './terraform-module.ts';

/** One use of a module, with the values of its variables there. */
export interface Scope {
  readonly module: TerraformModule;
  /** The prefix of its resources' addresses, such as `module.api.`. */
  readonly prefix: string;
  /** The inputs that the caller passes, and the caller's scope; `undefined` for a root module. */
  readonly call:
    | { readonly inputs: ReadonlyMap<string, HclValue>; readonly scope: Scope }
    | undefined;
  /** The key and value of for_each; `undefined` outside of a block with for_each. */
  readonly each: { readonly key: string; readonly value: FollowedValue | undefined } | undefined;
  /**
   * Why there may be several copies of the module that cannot be distinguished here, if there may.
   */
  readonly repeated: string | undefined;
  readonly settings: readonly VariableSetting[];
}

/** An expression that cannot be followed further, and the module use that it is in. */
interface FollowedValue {
  readonly kind: 'value';
  readonly value: HclValue;
  readonly scope: Scope;
  readonly via: readonly string[];
  readonly unless: string | undefined;
}

/** The result of following an expression. */
type Followed =
  | FollowedValue
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const DEPTH_MAX = 20;

/** Follows variables, locals, inputs and indexes to an expression that is none of these. */
export function follow(value: HclValue, scope: Scope, bindings: Bindings, depth = 0): Followed {
  const { expression } = value;
  if (depth > DEPTH_MAX) {
    return { kind: 'unknown', reason: 'its variables refer to each other in a circle' };
  }
  if (expression.kind === 'traversal') {
    return followTraversal({ value, scope, bindings, depth }, expression.path);
  }
  if (expression.kind === 'call') {
    return followCall({ value, scope, bindings, depth }, expression.name, expression.args);
  }
  const [only, ...others] = expression.kind === 'template' ? expression.parts : [];
  return typeof only === 'object' && others.length === 0
    ? follow({ ...value, expression: only }, scope, bindings, depth + 1)
    : { kind: 'value', value, scope, via: [], unless: undefined };
}

/** Returns the parts of a name. A variable of a root module stays one, even if it has a default. */
export function namePartsOf(value: HclValue, scope: Scope, depth = 0): readonly NamePart[] {
  const { expression } = value;
  const unknown = [{ variable: writtenOf(value) }];
  if (depth > DEPTH_MAX) return unknown;
  if (expression.kind === 'template') {
    return expression.parts.flatMap((part) =>
      typeof part === 'string'
        ? [part]
        : namePartsOf({ ...value, expression: part }, scope, depth + 1),
    );
  }
  const [root, name] = expression.kind === 'traversal' ? expression.path : [];
  if (root === 'var' && scope.call === undefined && typeof name === 'string') {
    return [{ variable: name }];
  }
  const followed = follow(value, scope, new Map(), depth + 1);
  if (followed.kind === 'text') return [followed.text];
  const isNew = followed.kind === 'value' && followed.value.expression !== expression;
  return isNew ? namePartsOf(followed.value, followed.scope, depth + 1) : unknown;
}

interface Following {
  readonly value: HclValue;
  readonly scope: Scope;
  readonly bindings: Bindings;
  readonly depth: number;
}

function followTraversal(at: Following, path: readonly (string | HclExpression)[]): Followed {
  const [root, name, ...rest] = path;
  const written = writtenOf(at.value);
  if (typeof name !== 'string') {
    return { kind: 'unknown', reason: `${written} is not followed` };
  }
  switch (root) {
    case 'var':
      return step(at, variableOf(at, name), { name: `var.${name}`, rest });
    case 'local': {
      const local = at.scope.module.locals.get(name);
      const found: Followed = local
        ? { kind: 'value', value: local, scope: at.scope, via: [], unless: undefined }
        : { kind: 'unknown', reason: `local.${name} is not defined in ${at.scope.module.folder}` };
      return step(at, found, { name: `local.${name}`, rest });
    }
    case 'each':
      return followEach(at, name, rest);
    case 'terraform':
      return textOrUnknown(at.bindings, `terraform.${name}`);
    default:
      return { kind: 'unknown', reason: `${written} is not followed` };
  }
}

function followEach(
  at: Following,
  name: string,
  rest: readonly (string | HclExpression)[],
): Followed {
  const { each } = at.scope;
  if (each === undefined) {
    return { kind: 'unknown', reason: 'the items of for_each are not known here' };
  }
  if (name === 'key' || each.value === undefined) {
    return { kind: 'text', text: each.key };
  }
  return step(at, each.value, { name: `the value of "${each.key}"`, rest });
}

/** Returns a variable's value: from the caller, the deployment, a file, or its default. */
function variableOf({ scope, bindings }: Following, name: string): Followed {
  const value = (value: HclValue, inner: Scope, unless?: string): Followed => ({
    kind: 'value',
    value,
    scope: inner,
    via: [],
    unless,
  });
  const { call, module, settings } = scope;
  if (call !== undefined) {
    const input = call.inputs.get(name);
    const fallback = module.variables.get(name);
    if (input !== undefined) return value(input, call.scope);
    return fallback === undefined
      ? { kind: 'unknown', reason: `var.${name} has no value in ${scope.prefix.slice(0, -1)}` }
      : value(fallback, scope);
  }
  const bound = bindings.get(name);
  if (bound !== undefined) return { kind: 'text', text: bound };
  const set = settings.filter((setting) => setting.name === name && isFor(setting, module));
  const automatic = set.filter(({ isAutomatic }) => isAutomatic).at(-1);
  if (set.length > 0 && set.some(({ isAutomatic }) => !isAutomatic)) {
    const places = set.map((setting) => whereOf(setting.value)).join(', ');
    return {
      kind: 'unknown',
      reason: `var.${name} is set in ${places}, and which of them applies depends on the deployment: change it there by hand, or use --own`,
    };
  }
  if (module.hasJsonVariables) {
    return {
      kind: 'unknown',
      reason: `var.${name} may be set in the .tfvars.json of ${module.folder}, which is not read`,
    };
  }
  if (automatic !== undefined) return value(automatic.value, scope);
  const fallback = module.variables.get(name);
  return fallback === undefined
    ? { kind: 'unknown', reason: `var.${name} has no default: the deployment sets it` }
    : value(fallback, scope, `the deployment sets var.${name}`);
}

function isFor({ value, isAutomatic }: VariableSetting, { folder }: TerraformModule): boolean {
  const at = posix.dirname(value.file);
  return isAutomatic
    ? at === folder
    : folder === '.' || at === folder || at.startsWith(`${folder}/`);
}

interface Step {
  /** Name of the reference that was followed, for messages. */
  readonly name: string;
  /** The remaining names and indexes of the path. */
  readonly rest: readonly (string | HclExpression)[];
}

/** Follows the remaining path, from the value of its first name. */
function step(at: Following, found: Followed, { name, rest }: Step): Followed {
  if (found.kind !== 'value') return found;
  const start = follow(found.value, found.scope, at.bindings, at.depth + 1);
  let current = start;
  let label = name;
  let unless = found.unless;
  for (const key of rest) {
    if (current.kind !== 'value') return current;
    unless ??= current.unless;
    const selected = select(at, current, key);
    if ('reason' in selected) return { kind: 'unknown', reason: `${label} ${selected.reason}` };
    label += `.${selected.key}`;
    current = follow(selected.value, current.scope, at.bindings, at.depth + 1);
  }
  return current.kind === 'value'
    ? { ...current, via: [label, ...current.via], unless: unless ?? current.unless }
    : current;
}

function select(
  at: Following,
  { value }: FollowedValue,
  key: string | HclExpression,
): { readonly key: string; readonly value: HclValue } | { readonly reason: string } {
  const { expression } = value;
  if (expression.kind !== 'object') {
    return { reason: `is not a literal map (${whereOf(value)})` };
  }
  const keys = expression.entries.map((entry) => (typeof entry.key === 'string' ? entry.key : '?'));
  const text = typeof key === 'string' ? key : keyText(at, key);
  if (text === undefined) {
    const written = typeof key === 'string' ? key : at.value.text.slice(key.start, key.end);
    const variable = written.replace(/^var\./, '');
    return {
      reason: `depends on ${written}: say which with --param ${variable}=VALUE, one of ${keys.join(', ')}`,
    };
  }
  const entry = expression.entries.find((candidate) => candidate.key === text);
  return entry === undefined
    ? { reason: `has no "${text}" (${whereOf(value)})` }
    : { key: text, value: { ...value, expression: entry.value } };
}

/** Returns the text of an index; `undefined` for a default, because each deployment may differ. */
function keyText(at: Following, key: HclExpression): string | undefined {
  const followed = follow({ ...at.value, expression: key }, at.scope, at.bindings, at.depth + 1);
  if (followed.kind === 'text') return followed.text;
  if (followed.kind !== 'value' || followed.unless !== undefined) return undefined;
  return plainTextOf(followed.value.expression);
}

function followCall(at: Following, name: string, args: readonly HclExpression[]): Followed {
  const [first, second, third] = args;
  const argument = (expression: HclExpression): HclValue => ({ ...at.value, expression });
  if (name === 'tonumber' && first !== undefined) {
    return follow(argument(first), at.scope, at.bindings, at.depth + 1);
  }
  if (name === 'lookup' && first !== undefined && second !== undefined) {
    const map = follow(argument(first), at.scope, at.bindings, at.depth + 1);
    if (map.kind !== 'value') return map;
    const selected = select(at, map, second);
    if (!('reason' in selected)) {
      const found = follow(selected.value, map.scope, at.bindings, at.depth + 1);
      return found.kind === 'value'
        ? { ...found, via: [...map.via, selected.key, ...found.via], unless: map.unless }
        : found;
    }
    return selected.reason.startsWith('has no') && third !== undefined
      ? follow(argument(third), at.scope, at.bindings, at.depth + 1)
      : { kind: 'unknown', reason: `the map ${selected.reason}` };
  }
  return { kind: 'unknown', reason: `${writtenOf(at.value).split('\n')[0]} is not followed` };
}

function textOrUnknown(bindings: Bindings, name: string): Followed {
  const text = bindings.get(name);
  return text === undefined
    ? { kind: 'unknown', reason: `it depends on ${name}: say which with --param ${name}=VALUE` }
    : { kind: 'text', text };
}
