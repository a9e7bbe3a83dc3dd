import { posix } from 'node:path';
import type { Bindings, Place } from '../source/defined-function.ts';
import { escapedPattern } from '../source/escaped-pattern.ts';
import type { ProjectFiles } from '../source/project-files.ts';
import {
  childOf,
  dealias,
  itemsOf,
  parseYaml,
  rootOf,
  textOf,
  textPlaceOf,
  type YamlValue,
} from '../yaml/yaml-source.ts';
import { splitTop, splitVariables, wholeVariable } from './variable-text.ts';

/** A configuration of the Serverless Framework, and what is known about its deployment. */
export interface Service {
  readonly files: ProjectFiles;
  readonly root: YamlValue;
  readonly bindings: Bindings;
  /**
   * For names: with `open`, values that the deployment sets stay variables; with `default`, their
   * fallbacks are used. Absent: a fallback is used as a value itself, but not to select a value.
   */
  readonly naming?: 'open' | 'default';
}

/** The result of resolving a variable. */
export type Resolved =
  | {
      readonly kind: 'value';
      readonly value: YamlValue;
      readonly via: readonly string[];
      readonly unless: string | undefined;
    }
  | {
      /**
       * Written in the variable itself, or set by the deployment, in which case it has no place.
       */
      readonly kind: 'text';
      readonly text: string;
      readonly place: Place | undefined;
      readonly via: readonly string[];
      readonly unless: string | undefined;
    }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** Name of the value that the deployment sets, if it stays a variable. */
      readonly variable?: string;
    };

/** Deepest nesting of variables that is followed. */
export const DEPTH_MAX = 20;

/** The stage if none is named (Serverless Framework, "provider.stage"). */
const STAGE_DEFAULT = 'dev';

/** Follows a value as long as it is exactly one variable. */
export function resolveValue(service: Service, value: YamlValue, depth = 0): Resolved {
  const text = textOf(value);
  const inner = text === undefined ? undefined : wholeVariable(text);
  if (inner === undefined) {
    return { kind: 'value', value, via: [], unless: undefined };
  }
  return depth > DEPTH_MAX
    ? { kind: 'unknown', reason: 'its variables refer to each other in a circle' }
    : resolveVariable(service, inner, { value, depth });
}

/** Finds a value by its path in the configuration and the files that it includes. */
function valueAt(
  service: Service,
  start: YamlValue | undefined,
  path: readonly string[],
  depth = 0,
): Resolved {
  let at = start;
  let unless: string | undefined;
  for (const key of path) {
    if (at === undefined) return { kind: 'missing' };
    const resolved = resolveValue(service, at, depth + 1);
    if (resolved.kind !== 'value') return resolved;
    unless ??= resolved.unless;
    const items = itemsOf(resolved.value);
    at = /^\d+$/.test(key) && items.length > 0 ? items[Number(key)] : childOf(resolved.value, key);
  }
  if (at === undefined) return { kind: 'missing' };
  const end = resolveValue(service, at, depth + 1);
  return 'unless' in end ? { ...end, unless: end.unless ?? unless } : end;
}

/** Returns the stage that is deployed, or its default if that is not known. */
function stageOf(service: Service, depth = 0): string {
  const bound = service.bindings.get('stage');
  if (bound !== undefined || depth > DEPTH_MAX) return bound ?? STAGE_DEFAULT;
  const stated = valueAt(service, service.root, ['provider', 'stage'], depth + 1);
  return plainText(stated) ?? STAGE_DEFAULT;
}

/** Says when another stage applies, if only the default is known. */
function otherStage(service: Service, depth: number): string | undefined {
  return service.bindings.has('stage')
    ? undefined
    : `the deployment has another stage than ${stageOf(service, depth + 1)}`;
}

/** Returns the text of a resolved value; `undefined` if it is not a text. */
function plainText(resolved: Resolved): string | undefined {
  switch (resolved.kind) {
    case 'text':
      return resolved.text;
    case 'value':
      return textOf(resolved.value);
    default:
      return undefined;
  }
}

/** Returns the name, as in `--param` and bindings, of a value that the deployment sets. */
function deploymentVariable(source: string): string | undefined {
  return /^(sls:stage|self:provider\.stage)$/.test(source)
    ? 'stage'
    : /^(?:opt|env|param):(.+)$/s.exec(source)?.[1];
}

interface Reading {
  /** The value that the variable is written in. */
  readonly value: YamlValue;
  readonly depth: number;
}

/** Resolves a variable to the first of its alternatives that has a value. */
export function resolveVariable(service: Service, inner: string, reading: Reading): Resolved {
  let unless: string | undefined;
  for (const alternative of splitTop(inner, ',')) {
    const resolved = resolveSource(service, alternative.trim(), reading);
    if (resolved.kind === 'missing') {
      unless ??= /^(env|opt|param):/.test(alternative.trim())
        ? `the deployment sets ${alternative.trim()}`
        : undefined;
      continue;
    }
    return 'unless' in resolved ? { ...resolved, unless: resolved.unless ?? unless } : resolved;
  }
  return { kind: 'missing' };
}

function resolveSource(service: Service, written: string, reading: Reading): Resolved {
  const { value, depth } = reading;
  const filled = fillIn(service, written, reading);
  if ('reason' in filled) {
    return { kind: 'unknown', reason: `${written} depends on ${filled.reason}` };
  }
  const { source } = filled;
  const variable = service.naming === 'open' ? deploymentVariable(source) : undefined;
  if (variable !== undefined) {
    return { kind: 'unknown', reason: `${source} is set by the deployment`, variable };
  }
  const literal = /^(?:(\d+)|'([^']*)'|"([^"]*)")$/.exec(source);
  if (literal !== null) {
    return literalIn(value, source, literal[1] ?? literal[2] ?? literal[3] ?? '');
  }
  if (source === 'sls:stage') {
    return setText(stageOf(service, depth + 1), otherStage(service, depth));
  }
  const [, kind = '', name = ''] = /^(self|opt|env|param):(.*)$/s.exec(source) ?? [];
  switch (kind) {
    case 'self':
      return named(
        name,
        valueAt(service, service.root, name.split('.').filter(Boolean), depth + 1),
      );
    case 'opt':
    case 'env': {
      const bound = service.bindings.get(name);
      return bound === undefined ? { kind: 'missing' } : setText(bound);
    }
    case 'param':
      return resolveParameter(service, name, depth);
    default:
      return source.startsWith('file(')
        ? resolveFile(service, source, reading)
        : { kind: 'unknown', reason: `\${${source}} is not followed` };
  }
}

function resolveParameter(service: Service, name: string, depth: number): Resolved {
  const bound = service.bindings.get(name);
  if (bound !== undefined) {
    return setText(bound);
  }
  const stage = stageOf(service, depth + 1);
  for (const path of [
    ['params', stage, name],
    ['stages', stage, 'params', name],
    ['params', 'default', name],
    ['stages', 'default', 'params', name],
  ]) {
    const found = valueAt(service, service.root, path, depth + 1);
    if (found.kind === 'missing') continue;
    const known = named(path.join('.'), found);
    return 'unless' in known
      ? { ...known, unless: known.unless ?? otherStage(service, depth) }
      : known;
  }
  return { kind: 'missing' };
}

function resolveFile(service: Service, source: string, { depth }: Reading): Resolved {
  const [, path = '', key = ''] = /^file\(([^)]*)\)(?::(.*))?$/s.exec(source) ?? [];
  const file = posix.normalize(
    posix.join(posix.dirname(service.root.source.file), path.trim().replaceAll(/^["']|["']$/g, '')),
  );
  const text = service.files.read(file);
  if (text === undefined) {
    // For a missing file, the next alternative is used, as in the framework.
    return { kind: 'missing' };
  }
  if (!/\.(ya?ml|json)$/.test(file)) {
    return { kind: 'unknown', reason: `${file} is a program, which is not run` };
  }
  const parsed = parseYaml(file, text);
  if (typeof parsed === 'string') {
    return { kind: 'unknown', reason: parsed };
  }
  const found = valueAt(service, rootOf(parsed), key.split('.').filter(Boolean), depth + 1);
  return named(key === '' ? file : `${key} of ${file}`, found);
}

/** Replaces the variables within a variable, but not by fallbacks: each deployment may differ. */
function fillIn(
  service: Service,
  source: string,
  { value, depth }: Reading,
): { readonly source: string } | { readonly reason: string } {
  const parts: string[] = [];
  for (const part of splitVariables(source)) {
    const inner = wholeVariable(part);
    const resolved =
      inner === undefined || depth > DEPTH_MAX
        ? undefined
        : resolveVariable(service, inner, { value, depth: depth + 1 });
    const text = inner === undefined ? part : resolved && plainText(resolved);
    if (text === undefined) return { reason: 'something that is not known here' };
    const unless = resolved && 'unless' in resolved ? resolved.unless : undefined;
    if (unless !== undefined && service.naming !== 'default') {
      const name = /(?:opt|env|param):(\S+)$/.exec(unless)?.[1] ?? 'stage';
      return { reason: `${part}: say which with --param ${name}=VALUE` };
    }
    parts.push(text);
  }
  return { source: parts.join('') };
}

/** Resolves a literal fallback. Its place is certain only if it occurs once in the text. */
function literalIn(value: YamlValue, source: string, text: string): Resolved {
  const whole = textPlaceOf(value);
  const written = textOf(value) ?? '';
  const found = [
    ...written.matchAll(new RegExp(`(?<![\\w.])${escapedPattern(source)}(?![\\w.])`, 'g')),
  ];
  const offset = found.length === 1 ? found[0]?.index : undefined;
  const start =
    whole && offset !== undefined ? whole.start + offset + source.indexOf(text) : undefined;
  const { file } = dealias(value).source;
  return {
    kind: 'text',
    text,
    place: start === undefined ? undefined : { file, start, end: start + text.length },
    via: [],
    unless: undefined,
  };
}

/** Resolves to a text that the deployment sets. */
function setText(text: string, unless?: string): Resolved {
  return { kind: 'text', text, place: undefined, via: [], unless };
}

function named(name: string, resolved: Resolved): Resolved {
  return 'via' in resolved ? { ...resolved, via: [name, ...resolved.via] } : resolved;
}
