import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { changedLine, oneLineDiff } from '../../../../cli/patch/one-line-diff.ts';

const applies = (before: string, diff: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'patch-diff-'));
  try {
    writeFileSync(join(folder, 'a.yml'), before);
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: diff });
    return readFileSync(join(folder, 'a.yml'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const hasGit = spawnSync('git', ['--version']).status === 0;

describe('oneLineDiff()', () => {
  it('shows a replaced line among three lines on each side', () => {
    expect(oneLineDiff('a.yml', '1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\nX\n6\n7\n8\n9\n')).toBe(
      '--- a/a.yml\n+++ b/a.yml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n',
    );
  });

  it('shows an added line', () => {
    expect(oneLineDiff('a.yml', '1\n2\n', '1\nX\n2\n')).toBe(
      '--- a/a.yml\n+++ b/a.yml\n@@ -1,2 +1,3 @@\n 1\n+X\n 2\n',
    );
  });

  (hasGit ? it : it.skip).each([
    ['a line in the middle', 'a\nb\nc\n', 'a\nX\nc\n'],
    ['the only line', 'a\n', 'X\n'],
    ['a last line without a line end', 'a\nb', 'a\nX'],
    ['a line among lines that end in CRLF', 'a\r\nb\r\nc\r\n', 'a\r\nX\r\nc\r\n'],
    ['an added line among equal ones', 'a\na\na\n', 'a\na\na\na\n'],
  ])('is a diff that git applies to %s', (_what, before, after) => {
    expect(applies(before, oneLineDiff('a.yml', before, after))).toBe(after);
  });
});

describe('changedLine()', () => {
  it.each([
    ['nothing', 'a\nb\n', 'a\nb\n'],
    ['two lines', 'a\nb\n', 'X\nY\n'],
    ['a removed line', 'a\nb\n', 'a\n'],
    ['an added line and a changed one', 'a\nb\n', 'X\na\nY\n'],
  ])('is undefined for %s', (_what, before, after) => {
    expect(changedLine(before, after)).toBeUndefined();
  });
});
