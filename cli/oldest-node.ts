/**
 * The oldest Node.js that the npm package runs on: it has `crc32` in node:zlib, and before that
 * util.styleText (20.12) and import.meta.dirname (20.11).
 */
export const OLDEST_NODE = '20.15';
