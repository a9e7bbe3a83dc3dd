import type { ParseArgsOptionDescriptor } from 'node:util';
import * as z from 'zod/mini';
import { COMPARISON_FIELDS } from '../../shared/contract/compared-release.ts';
import { writtenRequestSchema } from '../../shared/contract/request-fields.ts';
import { parseJson } from '../../shared/core/json.ts';
import { UsageError } from '../usage-error.ts';
import { readJsonText } from './json-text.ts';

type Field = keyof typeof writtenRequestSchema.shape;

/** The values that `parseArgs` read, by the name of the flag. */
export type FlagValues = Readonly<Record<string, string | boolean | undefined>>;

/** Short flags for fields that are set often. */
const SHORT_FLAGS: Readonly<Record<string, Field>> = {
  samples: 'sampleCount',
  tolerance: 'costTolerancePercent',
  limit: 'durationMsMax',
};

/**
 * The fields with a flag: not the function, which is an argument, and not those of `autotune gate`.
 */
const FIELDS = (Object.keys(writtenRequestSchema.shape) as Field[]).filter(
  (field) => field !== 'functionName' && !COMPARISON_FIELDS.has(field),
);

/** Fields of sizes, which may also be written as `128,512` or `128-3008`. */
const SIZE_FIELDS: ReadonlySet<Field> = new Set<Field>(['powerValues', 'sizeRange']);

/** Matches numbers with commas between them; the request's parser checks that they are sizes. */
const SIZE_LIST = /^\d+(\.\d+)?(,\d+(\.\d+)?)*$/;

/**
 * Matches words with commas between them; the request's parser checks that they are architectures.
 */
const ARCHITECTURE_LIST = /^\w+(,\w+)*$/;

/** What a flag accepts, if the field's schema cannot say it. */
const FORMS: Readonly<Partial<Record<Field, string>>> = {
  payload: 'JSON, a file that holds it, or - for standard input',
  payloads: 'a list of {"payload", "weight"} as JSON, a file that holds it, or -',
  powerValues: 'sizes in MB, such as 128,512,1769, or a range such as 128-3008',
  sizeRange: 'a range in MB, such as 256-2048',
  architectures: 'x86_64,arm64, or one of both',
  preProcessor: 'the name or ARN of a function',
  postProcessor: 'the name or ARN of a function',
};

/** One flag for each field of the request, in the form that `parseArgs` takes. */
export const REQUEST_FLAGS: Readonly<Record<string, ParseArgsOptionDescriptor>> =
  Object.fromEntries(
    flagNames().map(([flag, field]) => [
      flag,
      { type: kindOf(field) === 'boolean' ? 'boolean' : 'string' } as const,
    ]),
  );

/**
 * Returns the fields of a request that a command line sets. The request's own parser checks them,
 * so a text that is not a number is passed on unchanged.
 *
 * @throws {UsageError} If a field that holds JSON is neither JSON nor a file of JSON, or sizes are
 *   not written as sizes.
 */
export function requestOfFlags(values: FlagValues): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    flagNames().flatMap(([flag, field]) => {
      const given = values[flag];
      return given === undefined ? [] : [[field, readValue(field, given, flag)]];
    }),
  );
}

/** Returns a line for each flag: its name, and what it accepts. */
export function requestFlagsHelp(): string {
  const lines = FIELDS.map((field) => {
    const names = flagNames()
      .filter(([, one]) => one === field)
      .map(([flag]) => `--${flag}`);
    return [names.join(', '), formOf(field)] as const;
  });
  const width = Math.max(...lines.map(([names]) => names.length));
  return lines.map(([names, form]) => `  ${names.padEnd(width)}  ${form}`).join('\n');
}

/** Matches a field of the request in a sentence: with a value for it, or alone after "with". */
const ADVISED_FIELD =
  /(?<=\b(?:with|larger) )"([a-zA-Z]+)"(?!:)|"([a-zA-Z]+)": (true|-?\d+(?:\.\d+)?|"[^"]*"|\[[^\][]*\])/g;

/** Replaces the fields of the request in advice by the flags that set them. */
export function adviceInFlags(text: string): string {
  return text.replaceAll(ADVISED_FIELD, (written, bareName, name, value) => {
    const field = FIELDS.find((one) => one === (bareName ?? name));
    const json = value === undefined ? true : parseJson(value);
    if (field === undefined || json === undefined) return written;
    const flag = `--${shortestFlag(field)}`;
    // On a command line, the items of a list have commas between them.
    return json === true ? flag : `${flag} ${[json].flat().join(',')}`;
  });
}

function shortestFlag(field: Field): string {
  const [, short] = flagNames().filter(([, one]) => one === field);
  return short?.[0] ?? kebabCase(field);
}

function flagNames(): readonly (readonly [flag: string, field: Field])[] {
  return [
    ...FIELDS.map((field) => [kebabCase(field), field] as const),
    ...Object.entries(SHORT_FLAGS),
  ];
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns the kind of value that the schema of a field accepts. */
function kindOf(field: Field): string {
  const { def } = writtenRequestSchema.shape[field]._zod;
  return def.type === 'optional' ? def.innerType._zod.def.type : def.type;
}

function readValue(field: Field, given: string | boolean, flag: string): unknown {
  if (typeof given === 'boolean') {
    return given;
  }
  switch (kindOf(field)) {
    case 'number':
      return readNumber(given);
    case 'string':
    case 'enum':
      return given;
    default:
      // Names with commas between them; JSON is accepted, too.
      if (field === 'architectures' && ARCHITECTURE_LIST.test(given)) return given.split(',');
      return SIZE_FIELDS.has(field)
        ? readSizes(field, given, flag)
        : readJsonText(given, `--${flag}`);
  }
}

function readNumber(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

/** @throws {UsageError} If it is not a list or range of sizes, in short form or as JSON. */
function readSizes(field: Field, text: string, flag: string): unknown {
  const [, minMb, maxMb] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (minMb !== undefined) {
    return { minMb: Number(minMb), maxMb: Number(maxMb) };
  }
  if (field === 'powerValues' && SIZE_LIST.test(text)) {
    return text.split(',').map(Number);
  }
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) {
    throw new UsageError(`Cannot read --${flag} ${text}: it must be ${formOf(field)}`);
  }
  return value;
}

function formOf(field: Field): string {
  const known = FORMS[field];
  if (known !== undefined) {
    return known;
  }
  return kindOf(field) === 'boolean'
    ? `true; --no-${kebabCase(field)} is false`
    : acceptedForm(field);
}

/** Returns what a field accepts, derived from the error message of its schema. */
export function acceptedForm(field: Field): string {
  const parsed = z.safeParse(writtenRequestSchema.shape[field], Symbol(field));
  const message = parsed.success ? '' : (parsed.error.issues[0]?.message ?? '');
  return message.replace(/^must be /, '');
}
