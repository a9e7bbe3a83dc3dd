import { crc32 } from 'node:zlib';
import { ApiError } from '../wire/api-error.ts';
import type { CloudRequest } from '../wire/cloud-message.ts';

const CRC32_HEADER = 'x-amz-checksum-crc32';

/**
 * Reads the content of an upload: removes the chunk framing that SDKs use to append a checksum, and
 * verifies the content against that checksum if it is a CRC-32.
 *
 * @throws {ApiError} If the framing is broken or the checksum differs.
 */
export function readObjectBody(request: CloudRequest): Uint8Array {
  const isChunked =
    /\baws-chunked\b/.test(request.headers['content-encoding'] ?? '') ||
    (request.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  const { body, trailers } = isChunked
    ? decodeChunks(request.body)
    : { body: request.body, trailers: {} };
  const expected = request.headers[CRC32_HEADER] ?? trailers[CRC32_HEADER];
  if (expected !== undefined && expected !== encodeCrc32(body)) {
    throw new ApiError(
      400,
      'BadDigest',
      'The CRC32 you specified did not match the calculated checksum.',
    );
  }
  return body;
}

interface DecodedChunks {
  readonly body: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
}

function decodeChunks(encoded: Uint8Array): DecodedChunks {
  const buffer = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const chunks: Uint8Array[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    const lineEnd = buffer.indexOf('\r\n', offset);
    // A line is "<size in hex>" or "<size in hex>;chunk-signature=…".
    const size = Number.parseInt(buffer.toString('latin1', offset, Math.max(lineEnd, offset)), 16);
    const start = lineEnd + 2;
    if (lineEnd < 0 || Number.isNaN(size) || start + size > buffer.length) {
      throw new ApiError(400, 'IncompleteBody', 'The chunked body is not terminated correctly.');
    }
    if (size === 0) return { body: Buffer.concat(chunks), trailers: readTrailers(buffer, start) };
    chunks.push(buffer.subarray(start, start + size));
    offset = start + size + 2;
  }
  throw new ApiError(400, 'IncompleteBody', 'The chunked body has no last chunk.');
}

function readTrailers(buffer: Buffer, offset: number): Readonly<Record<string, string>> {
  const lines = buffer.toString('latin1', offset).split(/\r?\n/);
  return Object.fromEntries(
    lines
      .filter((line) => line.includes(':'))
      .map((line) => {
        const separator = line.indexOf(':');
        return [line.slice(0, separator).trim().toLowerCase(), line.slice(separator + 1).trim()];
      }),
  );
}

function encodeCrc32(body: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}
