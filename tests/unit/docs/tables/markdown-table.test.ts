import { describe, expect, it } from '@jest/globals';
import { markdownTable, textsOf } from '../../../../docs/tables/markdown-table.ts';

describe('markdownTable()', () => {
  it('escapes bars, which would end a cell', () => {
    expect(markdownTable(['a', 'b'], [['1|2', '3']])).toBe(
      '| a | b |\n| --- | --- |\n| 1\\|2 | 3 |',
    );
  });
});

describe('textsOf()', () => {
  it('gives the texts in the order of the names', () => {
    expect(textsOf('the fields', ['b', 'a'], { a: 'first', b: 'second' })).toEqual([
      'second',
      'first',
    ]);
  });

  it('refuses names without a text and texts without a name, all at once', () => {
    expect(() => textsOf('the fields', ['a', 'b'], { b: 'second', c: 'third' })).toThrow(
      new RangeError(
        'Cannot describe the fields: each must have exactly one text: without a text are [a], and texts of nothing are [c]',
      ),
    );
  });
});
