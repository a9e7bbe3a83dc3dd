import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readCommentedJsonFile } from '../../../../cli/request/json-text.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-json-'));
const path = join(directory, 'request.jsonc');

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function readWritten(text: string): unknown {
  writeFileSync(path, text);
  return readCommentedJsonFile(path, '--request');
}

describe('readCommentedJsonFile()', () => {
  it('reads plain JSON', () => {
    expect(readWritten('{"a": [1, "// no comment", null]}')).toEqual({
      a: [1, '// no comment', null],
    });
  });

  it('accepts comments and trailing commas', () => {
    expect(readWritten('// one\n{ /* two */ "a": [1, 2,], // three\n}\n')).toEqual({ a: [1, 2] });
  });

  it.each([
    ['', 'line 1, column 1: value expected'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: comma expected'],
    ['{"a": 1', 'line 1, column 8: close brace expected'],
    ["{'a': 1}", 'line 1, column 2: invalid symbol'],
  ])('says where and why %j is invalid', (text, problem) => {
    expect(() => readWritten(text)).toThrow(
      `Cannot read --request ${path}: it must hold JSON: ${problem}`,
    );
  });

  it('reports a missing file', () => {
    expect(() => readCommentedJsonFile('missing.jsonc', '--request')).toThrow(
      'Cannot read --request missing.jsonc: it must be a file that holds JSON: there is no such file',
    );
  });
});
