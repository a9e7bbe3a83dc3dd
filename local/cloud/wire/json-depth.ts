const [QUOTE, BACKSLASH] = Buffer.from('"\\\\');
const OPENING: ReadonlySet<number | undefined> = new Set(Buffer.from('[{'));
const CLOSING: ReadonlySet<number | undefined> = new Set(Buffer.from(']}'));

/**
 * Returns whether the lists and objects of a JSON text are nested more than `depthMax` levels deep.
 */
export function isJsonDeeperThan(body: Uint8Array, depthMax: number): boolean {
  let depth = 0;
  for (let index = 0; index < body.length && depth <= depthMax; index++) {
    const byte = body[index];
    if (byte === QUOTE) {
      index = endOfString(body, index);
    } else if (OPENING.has(byte)) {
      depth++;
    } else if (CLOSING.has(byte)) {
      depth--;
    }
  }
  return depth > depthMax;
}

/** Returns the index of the quote that ends the string; the length of the body if none does. */
function endOfString(body: Uint8Array, start: number): number {
  for (let index = start + 1; index < body.length; index++) {
    if (body[index] === QUOTE) {
      return index;
    }
    if (body[index] === BACKSLASH) {
      index++;
    }
  }
  return body.length;
}
