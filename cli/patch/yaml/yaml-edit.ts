import { isMap, isScalar } from 'yaml';
import type { OwnEdit } from '../source/defined-function.ts';
import { neighboursFirst } from '../source/neighbours.ts';
import {
  indentAt,
  insertLineAfter,
  insertLineBefore,
  isFirstOnLine,
} from '../source/text-lines.ts';
import {
  dealias,
  ownEntriesOf,
  textPlaceOf,
  whereOf,
  type YamlEntry,
  type YamlValue,
} from './yaml-source.ts';

/** Sets a number under a key of a map: replaces the present value, or adds one line. */
export function stateInMap(map: YamlValue, key: string, memoryMb: number): OwnEdit {
  const entries = ownEntriesOf(map);
  const present = entries.find((entry) => entry.key === key);
  if (present !== undefined) {
    return replaceValue(present, memoryMb);
  }
  const { source, node } = dealias(map);
  if (!isMap(node) || entries.length === 0) {
    return { reason: `${whereOf(map)} is not a block that a line can be added to` };
  }
  const beside = neighboursFirst(entries, (entry) => entry.key);
  const inserted = node.flow
    ? insertInFlow(beside, key, memoryMb)
    : insertInBlock(beside, key, memoryMb);
  return inserted === undefined
    ? { reason: `the block at ${whereOf(map)} has no line after which one can be added` }
    : { edit: { file: source.file, ...inserted } };
}

/** Replaces a value, including its tag, alias or quotes; of a number, only the digits. */
function replaceValue({ keyStart, value }: YamlEntry, memoryMb: number): OwnEdit {
  const { source, node } = value;
  const digits =
    isScalar(node) && /^\d+$/.test(String(node.value)) ? textPlaceOf(value) : undefined;
  if (digits !== undefined) {
    return { edit: { ...digits, text: String(memoryMb) } };
  }
  const { text } = source;
  const colon = /^("[^"]*"|'[^']*'|[^:\n]*):[ \t]*/.exec(text.slice(keyStart));
  const start = keyStart + (colon?.[0].length ?? 0);
  const end = node.range?.[1] ?? start;
  return colon === null || end <= start || text.slice(start, end).includes('\n')
    ? { reason: `${whereOf(value)} is written on more than one line` }
    : { edit: { file: source.file, start, end, text: String(memoryMb) } };
}

/** Adds a line after an entry that is on one line, so that comments stay with their entries. */
function insertInBlock(entries: readonly YamlEntry[], key: string, memoryMb: number) {
  for (const { keyStart, value } of entries) {
    const { source, node } = value;
    const end = node.range?.[1] ?? keyStart;
    const isOneLine = !source.text.slice(keyStart, end).includes('\n');
    if (isScalar(node) && isOneLine && end > keyStart) {
      const line = `${indentAt(source.text, keyStart)}${key}: ${memoryMb}`;
      return insertLineAfter(source.text, end, line);
    }
  }
  return undefined;
}

/**
 * Adds an entry before another one: on a new line if that begins its line, otherwise on its line.
 */
function insertInFlow(entries: readonly YamlEntry[], key: string, memoryMb: number) {
  const [first] = entries;
  if (first === undefined) return undefined;
  const { text } = first.value.source;
  const isQuoted = entries.every(({ keyStart }) => text[keyStart] === '"');
  const entry = `${isQuoted ? `"${key}"` : key}: ${memoryMb},`;
  const ownLine = entries.find(({ keyStart }) => isFirstOnLine(text, keyStart));
  return ownLine === undefined
    ? { start: first.keyStart, end: first.keyStart, text: `${entry} ` }
    : insertLineBefore(text, ownLine.keyStart, `${indentAt(text, ownLine.keyStart)}${entry}`);
}
