import { posix } from 'node:path';
import { type Bindings, type MemorySource, stated } from '../source/defined-function.ts';
import { escapedPattern } from '../source/escaped-pattern.ts';
import type { NamePart } from '../source/name-pattern.ts';
import type { ProjectFiles } from '../source/project-files.ts';
import { lineNumberAt } from '../source/text-lines.ts';
import {
  childOf,
  entriesOf,
  isMapping,
  itemsOf,
  tagOf,
  textOf,
  whereOf,
  wholeNumberOf,
  type YamlValue,
} from '../yaml/yaml-source.ts';

/** A template, and what other files set for it. */
export interface Template {
  readonly file: string;
  readonly root: YamlValue;
  readonly files: ProjectFiles;
  /** Where a parent template sets a parameter, keyed by the parameter's name. */
  readonly setByParent: ReadonlyMap<string, string>;
}

/** An intrinsic function in its short or long form. */
interface Intrinsic {
  readonly name: string;
  readonly argument: YamlValue;
}

/** Follows a value of a template to a number. */
export function followValue(
  template: Template,
  value: YamlValue,
  bindings: Bindings,
): MemorySource {
  const intrinsic = intrinsicOf(value);
  switch (intrinsic?.name) {
    case undefined: {
      const number = wholeNumberOf(value);
      return number
        ? stated(number.memoryMb, number.place)
        : unknown(value, `${textOf(value) ?? 'it'} is not a whole number`);
    }
    case 'Ref':
      return followParameter(template, textOf(intrinsic?.argument) ?? '', value, bindings);
    case 'Sub': {
      const name = /^\$\{([A-Za-z0-9]+)\}$/.exec(textOf(intrinsic?.argument) ?? '')?.[1];
      return name === undefined
        ? unknown(value, 'it is composed by !Sub')
        : followParameter(template, name, value, bindings);
    }
    case 'FindInMap':
      return followMapping(template, intrinsic?.argument ?? value, value, bindings);
    case 'If': {
      const condition = textOf(itemsOf(intrinsic?.argument ?? value)[0]) ?? '';
      return unknown(value, `it depends on the condition ${condition}`);
    }
    default:
      return unknown(value, `it is computed by ${intrinsic?.name}`);
  }
}

/**
 * Returns the parts of a name in a template. A parameter is a variable, even if it has a default.
 */
export function namePartsOf(value: YamlValue): readonly NamePart[] {
  const intrinsic = intrinsicOf(value);
  const argument = intrinsic?.argument ?? value;
  switch (intrinsic?.name) {
    case undefined:
      return [textOf(value) ?? { variable: '?' }];
    case 'Ref':
      return [{ variable: textOf(argument) ?? '?' }];
    case 'Sub':
      return subParts(textOf(argument) ?? textOf(itemsOf(argument)[0]) ?? '?');
    case 'Join': {
      const [separator, list] = itemsOf(argument);
      const between = textOf(separator) ?? '';
      return itemsOf(list ?? argument).flatMap((item, index) => [
        ...(index > 0 && between !== '' ? [between] : []),
        ...namePartsOf(item),
      ]);
    }
    default:
      return [{ variable: '?' }];
  }
}

function subParts(text: string): readonly NamePart[] {
  return text
    .split(/(\$\{[^}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const variable = /^\$\{([^!].*)\}$/.exec(part)?.[1];
      return variable === undefined ? part.replace('${!', '${') : { variable };
    });
}

function intrinsicOf(value: YamlValue): Intrinsic | undefined {
  const tag = tagOf(value);
  if (tag !== undefined) {
    return { name: tag.slice(1), argument: value };
  }
  const [only, ...others] = isMapping(value) ? entriesOf(value) : [];
  const name = /^(?:Fn::)?(Ref|Condition|[A-Z]\w+)$/.exec(only?.key ?? '')?.[1];
  return only !== undefined && others.length === 0 && name !== undefined
    ? { name, argument: only.value }
    : undefined;
}

function followParameter(
  template: Template,
  name: string,
  value: YamlValue,
  bindings: Bindings,
): MemorySource {
  const parameter = childOf(childOf(template.root, 'Parameters'), name);
  if (parameter === undefined) {
    return unknown(value, `it refers to ${name}, which is not a parameter of the template`);
  }
  const setter = setterOf(template, name, bindings);
  if (setter !== undefined) {
    return unknown(value, `the parameter ${name} is set by ${setter}`);
  }
  const fallback = childOf(parameter, 'Default');
  const number = fallback && wholeNumberOf(fallback);
  if (number === undefined) {
    return unknown(value, `the parameter ${name} has no default that is a whole number`);
  }
  return {
    kind: 'stated',
    ...number,
    via: [`the default of parameter ${name}`],
    unless: `the deployment sets ${name}`,
    reading: new RegExp(`Ref['"]?[ :]\\s*['"]?${name}\\b|\\$\\{${name}\\}`),
    objection: (memoryMb) => parameterObjection(name, parameter, memoryMb),
  };
}

/**
 * Returns what sets a parameter, so that its default does not apply; `undefined` if nothing does.
 */
function setterOf(
  { file, files, setByParent }: Template,
  name: string,
  bindings: Bindings,
): string | undefined {
  if (bindings.has(name)) return 'the deployment';
  const parent = setByParent.get(name);
  if (parent !== undefined) return parent;
  const setting = new RegExp(`(^|[\\s"'])${escapedPattern(name)}\\s*=`, 'm');
  for (const ending of ['toml', 'yaml', 'yml']) {
    const configuration = posix.join(posix.dirname(file), `samconfig.${ending}`);
    const text = files.read(configuration) ?? '';
    const index = text.search(setting);
    if (index !== -1) return `${configuration}:${lineNumberAt(text, index + 1)}`;
  }
  return undefined;
}

function parameterObjection(
  name: string,
  parameter: YamlValue,
  memoryMb: number,
): string | undefined {
  const allowed = childOf(parameter, 'AllowedValues');
  const values = allowed && itemsOf(allowed).map((item) => textOf(item));
  if (values !== undefined && !values.includes(String(memoryMb))) {
    return `the parameter ${name} allows only ${values.join(', ')}`;
  }
  const min = Number(textOf(childOf(parameter, 'MinValue')) ?? 0);
  const max = Number(textOf(childOf(parameter, 'MaxValue')) ?? Number.POSITIVE_INFINITY);
  return memoryMb < min || memoryMb > max
    ? `the parameter ${name} allows only values from ${min} to ${max}`
    : undefined;
}

function followMapping(
  template: Template,
  argument: YamlValue,
  value: YamlValue,
  bindings: Bindings,
): MemorySource {
  const keys = itemsOf(argument);
  let at = childOf(template.root, 'Mappings');
  const path: string[] = [];
  for (const key of keys.slice(0, 3)) {
    const name = at && keyText(key, at, bindings);
    if (at === undefined || name === undefined) {
      return unknown(value, 'its mapping is not in the template');
    }
    if (typeof name !== 'string') {
      return unknown(value, name.reason);
    }
    path.push(name);
    at = childOf(at, name);
  }
  const number = at && wholeNumberOf(at);
  return number === undefined
    ? unknown(value, `the mapping ${path.join('.')} is not a whole number`)
    : stated(number.memoryMb, number.place, { via: [`the mapping ${path.join('.')}`] });
}

function keyText(
  key: YamlValue,
  map: YamlValue,
  bindings: Bindings,
): string | { readonly reason: string } {
  const intrinsic = intrinsicOf(key);
  if (intrinsic === undefined) {
    return textOf(key) ?? '';
  }
  const name = textOf(intrinsic.argument) ?? '';
  const bound = intrinsic.name === 'Ref' ? bindings.get(name) : undefined;
  const keys = entriesOf(map).map((entry) => entry.key);
  if (bound !== undefined) {
    return bound;
  }
  return keys.length === 1 && keys[0] !== undefined
    ? keys[0]
    : {
        reason: `it depends on ${name}: say which with --param ${name}=VALUE, one of ${keys.join(', ')}`,
      };
}

function unknown(value: YamlValue, reason: string): MemorySource {
  return { kind: 'unknown', reason: `${whereOf(value)}: ${reason}` };
}
