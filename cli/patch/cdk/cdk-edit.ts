import type { OwnEdit } from '../source/defined-function.ts';
import { neighboursFirst } from '../source/neighbours.ts';
import {
  indentAt,
  insertLineAfter,
  insertLineBefore,
  isFirstOnLine,
  lineEndAt,
} from '../source/text-lines.ts';
import { type CdkCall, type CdkEntry, whereOf } from './cdk-program.ts';

/**
 * Sets a number among the arguments of a function: replaces the present value, or adds one line.
 */
export function stateInCall(call: CdkCall, key: string, memoryMb: number): OwnEdit {
  const { file } = call;
  const [, , properties] = call.positional;
  const isPython = file.language === 'python';
  const entries = isPython
    ? call.keywords
    : properties?.kind === 'object'
      ? properties.entries
      : [];
  const present = entries.filter((entry) => entry.key === key).at(-1);
  if (present !== undefined) {
    const { start, end } = present.value;
    const isShorthand = present.keyStart === start;
    return file.text.slice(start, end).includes('\n')
      ? { reason: `${whereOf(present.value)} is written on more than one line` }
      : {
          edit: {
            file: file.path,
            start,
            end,
            text: `${isShorthand ? `${key}: ` : ''}${memoryMb}`,
          },
        };
  }
  if (isPython && entries.some((one) => one.key === undefined)) {
    // Python rejects an argument that is given twice.
    return { reason: `${whereOf(call)} unpacks arguments, which may set it, too` };
  }
  const entry = `${key}${isPython ? '=' : ': '}${memoryMb},`;
  // A later spread would override a value that is added before it.
  const lastSpread = entries.findLastIndex((one) => one.key === undefined);
  const usable = neighboursFirst(entries, (one) => one.key).filter(
    (one) => entries.indexOf(one) >= lastSpread,
  );
  const inserted = insertBeside(file.text, usable, entry);
  return inserted === undefined
    ? { reason: `${whereOf(call)} has no line after which one can be added` }
    : { edit: { file: file.path, ...inserted } };
}

function insertBeside(text: string, entries: readonly CdkEntry[], entry: string) {
  for (const { keyStart, value } of entries) {
    const isOneLine = !text.slice(keyStart, value.end).includes('\n');
    const after = text.slice(value.end, lineEndAt(text, value.end));
    if (isFirstOnLine(text, keyStart) && isOneLine && /^\s*,\s*(\/\/.*|#.*)?$/.test(after)) {
      return insertLineAfter(text, value.end, `${indentAt(text, keyStart)}${entry}`);
    }
  }
  const named = entries.filter(({ key }) => key !== undefined);
  const line = named.find(({ keyStart }) => isFirstOnLine(text, keyStart));
  if (line !== undefined) {
    return insertLineBefore(text, line.keyStart, `${indentAt(text, line.keyStart)}${entry}`);
  }
  const [first] = named;
  return first && { start: first.keyStart, end: first.keyStart, text: `${entry} ` };
}
