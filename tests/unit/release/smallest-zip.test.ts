import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { smallestZip } from '../../../release/smallest-zip.ts';

/** Real text, because generated text compresses equally well at any level. */
const TEXT = readFileSync(join(import.meta.dirname, '../../../CHANGELOG.md'));

describe('smallestZip()', () => {
  it('has the same files in fewer bytes', () => {
    const zip = zipSync({ 'a/b.txt': TEXT, 'c.txt': strToU8('c') }, { level: 1 });

    const smallest = smallestZip(zip);

    expect(unzipSync(smallest)).toEqual(unzipSync(zip));
    expect(smallest.length).toBeLessThan(zip.length);
  });

  it('does not depend on when the files were made', () => {
    const made = (mtime: string) => smallestZip(zipSync({ 'a.txt': TEXT }, { mtime }));

    expect(made('2026-01-01T00:00:00Z')).toEqual(made('2025-06-01T12:34:56Z'));
  });
});
