import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeSource } from '../../../../cli/patch/write-source.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patch-write-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writeSource()', () => {
  it('replaces a file, keeps its mode, and leaves no other file', () => {
    const path = join(folder, 'a.yml');
    writeFileSync(path, 'before\r\n', { mode: 0o640 });

    writeSource(path, 'before\r\n', 'after\r\n');

    expect(readFileSync(path, 'utf8')).toBe('after\r\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['a.yml']);
  });

  it('writes the target of a symbolic link', () => {
    writeFileSync(join(folder, 'a.yml'), 'before');
    symlinkSync('a.yml', join(folder, 'link.yml'));

    writeSource(join(folder, 'link.yml'), 'before', 'after');

    expect(readFileSync(join(folder, 'a.yml'), 'utf8')).toBe('after');
    expect(lstatSync(join(folder, 'link.yml')).isSymbolicLink()).toBe(true);
  });

  it.each([
    ['was changed meanwhile', Buffer.from('other')],
    ['is not in UTF-8', Buffer.from([0x62, 0xe4, 0x72])],
  ])('does not change a file that %s', (_why, bytes) => {
    const path = join(folder, 'a.yml');
    writeFileSync(path, bytes);

    expect(() =>
      writeSource(path, bytes.toString('utf8').replace('other', 'before'), 'after'),
    ).toThrow('must be in UTF-8, and unchanged since it was read');
    expect(readFileSync(path)).toEqual(bytes);
  });
});
