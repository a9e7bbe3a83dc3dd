/** What CBOR values become: maps are plain objects, byte strings stay bytes, times are seconds. */
type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly CborValue[]
  | { readonly [key: string]: CborValue };

/** A time in CBOR, which is a number with tag 1. */
export class CborTime {
  readonly seconds: number;

  constructor(seconds: number) {
    this.seconds = seconds;
  }
}

/** What can be written as CBOR. */
type CborInput =
  | null
  | boolean
  | number
  | string
  | CborTime
  | readonly CborInput[]
  | { readonly [key: string]: CborInput };

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 };
const TIME_TAG = 1;
const INDEFINITE = 31;
const BREAK = 0xff;

/**
 * Reads one CBOR value (RFC 8949), as far as AWS's RPC v2 protocol uses the format.
 *
 * @throws {RangeError} If the bytes end early or use a form that protocol has no need of.
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  return new CborReader(bytes).readValue();
}

/** Writes a value as CBOR; numbers as 64-bit floats unless they are small integers. */
export function encodeCbor(value: CborInput): Uint8Array {
  if (value === null) return Buffer.of(0xf6);
  if (typeof value === 'boolean') return Buffer.of(value ? 0xf5 : 0xf4);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([encodeHead(MAJOR.text, text.length), text]);
  }
  if (value instanceof CborTime) {
    return Buffer.concat([encodeHead(MAJOR.tag, TIME_TAG), encodeNumber(value.seconds)]);
  }
  if (isList(value)) {
    return Buffer.concat([encodeHead(MAJOR.array, value.length), ...value.map(encodeCbor)]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([
    encodeHead(MAJOR.map, entries.length),
    ...entries.flatMap(([key, member]) => [encodeCbor(key), encodeCbor(member)]),
  ]);
}

class CborReader {
  readonly #buffer: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes);
  }

  readValue(): CborValue {
    const first = this.#buffer.readUInt8(this.#offset);
    this.#offset += 1;
    const major = first >> 5;
    const info = first & 0x1f;
    if (major === MAJOR.simple) return this.#readSimple(info);
    const size = info === INDEFINITE ? undefined : this.#readSize(info);
    switch (major) {
      case MAJOR.unsigned:
        return size ?? 0;
      case MAJOR.negative:
        return -1 - (size ?? 0);
      case MAJOR.bytes:
        return this.#take(size);
      case MAJOR.text:
        return this.#take(size).toString();
      case MAJOR.array:
        return this.#readItems(size, () => this.readValue());
      case MAJOR.map:
        return Object.fromEntries(
          this.#readItems(size, () => [String(this.readValue()), this.readValue()] as const),
        );
      default:
        // A tag: the value that it marks follows.
        return this.readValue();
    }
  }

  #readItems<T>(size: number | undefined, read: () => T): readonly T[] {
    const items: T[] = [];
    while (size === undefined ? !this.#takeBreak() : items.length < size) items.push(read());
    return items;
  }

  #takeBreak(): boolean {
    if (this.#buffer.readUInt8(this.#offset) !== BREAK) return false;
    this.#offset += 1;
    return true;
  }

  #readSize(info: number): number {
    if (info < 24) return info;
    const bytes = 2 ** (info - 24);
    if (bytes > 8) throw new RangeError(`Cannot read CBOR: a size must be known: it is ${info}`);
    const start = this.#offset;
    this.#offset += bytes;
    return bytes === 8
      ? Number(this.#buffer.readBigUInt64BE(start))
      : this.#buffer.readUIntBE(start, bytes);
  }

  #readSimple(info: number): CborValue {
    const start = this.#offset;
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 26:
        this.#offset += 4;
        return this.#buffer.readFloatBE(start);
      case 27:
        this.#offset += 8;
        return this.#buffer.readDoubleBE(start);
      default:
        return null;
    }
  }

  #take(size: number | undefined): Buffer {
    if (size === undefined || this.#offset + size > this.#buffer.length) {
      throw new RangeError('Cannot read CBOR: a string must be complete: the bytes end early');
    }
    this.#offset += size;
    return this.#buffer.subarray(this.#offset - size, this.#offset);
  }
}

function encodeNumber(value: number): Uint8Array {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) {
    return encodeHead(MAJOR.unsigned, value);
  }
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(0xfb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encodeHead(major: number, size: number): Uint8Array {
  if (size < 24) return Buffer.of((major << 5) | size);
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8((major << 5) | 26);
  bytes.writeUInt32BE(size, 1);
  return bytes;
}

function isList(value: CborInput): value is readonly CborInput[] {
  return Array.isArray(value);
}
