import { crc32 } from 'node:zlib';

/** Type of a header value that is a text (Amazon event stream encoding). */
const STRING_HEADER = 7;

/** Bytes before the headers: total length, headers length, and the checksum of both. */
const PRELUDE_BYTES = 12;

const CHECKSUM_BYTES = 4;

/** One message of a stream: an event of the operation, or an exception in the middle of it. */
export interface StreamMessage {
  readonly kind: 'event' | 'exception';
  /** Such as `contentBlockDelta` or `throttlingException`. */
  readonly type: string;
  readonly payload: unknown;
}

/**
 * Encodes a message of `application/vnd.amazon.eventstream`: big-endian lengths, checksum of the
 * prelude, headers, payload, checksum of everything before it.
 */
export function encodeStreamMessage({ kind, type, payload }: StreamMessage): Uint8Array {
  const headers = Buffer.concat([
    encodeHeader(kind === 'event' ? ':event-type' : ':exception-type', type),
    encodeHeader(':content-type', 'application/json'),
    encodeHeader(':message-type', kind),
  ]);
  const body = Buffer.from(JSON.stringify(payload));
  const message = Buffer.alloc(PRELUDE_BYTES + headers.length + body.length + CHECKSUM_BYTES);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headers.copy(message, PRELUDE_BYTES);
  body.copy(message, PRELUDE_BYTES + headers.length);
  const end = message.length - CHECKSUM_BYTES;
  message.writeUInt32BE(crc32(message.subarray(0, end)), end);
  return message;
}

function encodeHeader(name: string, value: string): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const valueLength = Buffer.alloc(2);
  valueLength.writeUInt16BE(valueBytes.length);
  return Buffer.concat([
    Buffer.from([nameBytes.length]),
    nameBytes,
    Buffer.from([STRING_HEADER]),
    valueLength,
    valueBytes,
  ]);
}
