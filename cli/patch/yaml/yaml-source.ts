import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { Place } from '../source/defined-function.ts';
import { wholeNumberIn } from '../source/memory-number.ts';
import { lineNumberAt } from '../source/text-lines.ts';

/** A YAML or JSON file, parsed with the positions of its values. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
}

/** A value in a file. */
export interface YamlValue {
  readonly source: YamlSource;
  readonly node: Node;
}

/** A key and its value in a map. */
export interface YamlEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly value: YamlValue;
}

/** Deepest nesting of merge keys (`<<`) that is followed. */
const MERGE_DEPTH_MAX = 8;

/** Parses a file; returns a text that says why if it cannot be read. */
export function parseYaml(file: string, text: string): YamlSource | string {
  if (file.endsWith('.json')) {
    try {
      // A byte order mark is not part of the JSON.
      JSON.parse(text.replace(/^\ufeff/, ''));
    } catch (error) {
      return `${file} is not JSON: ${error instanceof Error ? error.message : error}`;
    }
  }
  // CloudFormation's tags, such as !Ref, make the parser warn.
  const document = parseDocument(text, { logLevel: 'silent', version: '1.2' });
  const [error] = document.errors;
  if (error !== undefined) {
    const reason = error.message.split('\n')[0]?.replace(/ at line.*$/, '');
    return `${file}:${lineNumberAt(text, error.pos[0])} is not YAML that can be read: ${reason}`;
  }
  const lost = lostAlias(document);
  if (lost !== undefined) {
    const line = lineNumberAt(text, lost.range?.[0] ?? 0);
    return `${file}:${line} refers to the anchor "${lost.source}", which does not exist`;
  }
  return { file, text, document };
}

/** Finds an alias whose anchor does not exist, which the parser does not report. */
function lostAlias(document: Document): Alias | undefined {
  let lost: Alias | undefined;
  visit(document, {
    Alias: (_key, node) => {
      if (node.resolve(document) === undefined) lost ??= node;
    },
  });
  return lost;
}

/** Returns the top value of a file; `undefined` if the file is empty. */
export function rootOf(source: YamlSource): YamlValue | undefined {
  const { contents } = source.document;
  return contents === null ? undefined : { source, node: contents };
}

/** Returns the value that an alias stands for; any other value unchanged. */
export function dealias({ source, node }: YamlValue): YamlValue {
  const resolved = isAlias(node) ? node.resolve(source.document) : node;
  return { source, node: resolved ?? node };
}

/** Whether a value is a map, or an alias of one. */
export function isMapping(value: YamlValue): boolean {
  return isMap(dealias(value).node);
}

/** Returns the entries of a map: its own, then those that it merges in; none for other values. */
export function entriesOf(value: YamlValue, depth = 0): readonly YamlEntry[] {
  const own = ownEntriesOf(value);
  const merged = own
    .filter(({ key }) => key === '<<' && depth < MERGE_DEPTH_MAX)
    .flatMap((entry) => (isMapping(entry.value) ? [entry.value] : itemsOf(entry.value)))
    .flatMap((base) => entriesOf(base, depth + 1));
  const entries = new Map<string, YamlEntry>();
  for (const entry of [...own, ...merged]) {
    if (entry.key !== '<<' && !entries.has(entry.key)) entries.set(entry.key, entry);
  }
  return [...entries.values()];
}

/** Returns the entries that are written in a map itself, including merge keys. */
export function ownEntriesOf(value: YamlValue): readonly YamlEntry[] {
  const { source, node } = dealias(value);
  return isMap(node)
    ? node.items.flatMap((pair) =>
        isPair(pair) && isScalar(pair.key) && pair.key.range && pair.value !== null
          ? [
              {
                key: String(pair.key.value),
                keyStart: pair.key.range[0],
                value: { source, node: pair.value as Node },
              },
            ]
          : [],
      )
    : [];
}

/** Returns the value of a key, which may be merged in; an alias is not resolved. */
export function childOf(value: YamlValue | undefined, key: string): YamlValue | undefined {
  return value && entriesOf(value).find((entry) => entry.key === key)?.value;
}

/** Returns the items of a list; none for other values. */
export function itemsOf(value: YamlValue): readonly YamlValue[] {
  const { source, node } = dealias(value);
  return isSeq(node) ? node.items.map((item) => ({ source, node: item as Node })) : [];
}

/** Returns the text of a scalar as it is written, without quotes; `undefined` for other values. */
export function textOf(value: YamlValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const { node } = dealias(value);
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.source;
}

/** Returns the tag of a value, such as `!Ref`; `undefined` without one. */
export function tagOf(value: YamlValue): string | undefined {
  const { node } = value;
  const tag = isAlias(node) ? undefined : (node as { readonly tag?: string }).tag;
  return tag?.startsWith('!') && !tag.startsWith('!!') ? tag : undefined;
}

/**
 * Returns the place of a scalar's text, without quotes; `undefined` if its source differs from its
 * value (escapes, folded lines).
 */
export function textPlaceOf(value: YamlValue): Place | undefined {
  const { source, node } = dealias(value);
  const text = textOf(value);
  if (!isScalar(node) || !node.range || text === undefined) return undefined;
  const [start, end] = node.range;
  const written = source.text.slice(start, end);
  const quote = /^(["']).*\1$/s.test(written) ? 1 : 0;
  const place = { file: source.file, start: start + quote, end: end - quote };
  return source.text.slice(place.start, place.end) === text ? place : undefined;
}

/** Reads a whole number, with or without quotes, and the place of its digits. */
export function wholeNumberOf(
  value: YamlValue,
): { readonly memoryMb: number; readonly place: Place } | undefined {
  const memoryMb = wholeNumberIn(textOf(value) ?? '');
  const place = textPlaceOf(value);
  return memoryMb !== undefined && place !== undefined ? { memoryMb, place } : undefined;
}

/** Returns the `file:line` of a value. */
export function whereOf({ source, node }: YamlValue): string {
  return `${source.file}:${lineNumberAt(source.text, node.range?.[0] ?? 0)}`;
}
