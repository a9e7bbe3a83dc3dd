import { describe, expect, it } from '@jest/globals';
import { fittingTable, wrapped } from '../../../../cli/output/text-layout.ts';

const MEMORY = { title: 'memory', cells: ['128 MB', '10240 MB'] };
const STATE = { title: 'state', isText: true, cells: ['done', 'measuring'] };

describe('wrapped()', () => {
  it('keeps a figure and its unit on one line', () => {
    expect(wrapped('it is 79 % cheaper than 128 MB', 20)).toEqual([
      'it is 79 % cheaper',
      'than 128 MB',
    ]);
    expect(wrapped('it is 79 % cheaper', 8)).toEqual(['it is', '79 %', 'cheaper']);
  });

  it('makes no line longer than 100 characters, even on a wider terminal', () => {
    expect(wrapped('word '.repeat(60).trim(), 300).every((line) => line.length <= 100)).toBe(true);
  });

  it('counts the columns that characters take, not the characters', () => {
    expect(wrapped('\u001b[31m大大 大大\u001b[39m', 5)).toHaveLength(2);
  });
});

describe('fittingTable()', () => {
  it('uses the first layout that fits, with figures aligned to the right', () => {
    const layouts = [[MEMORY, STATE], [MEMORY]];

    expect(fittingTable(layouts, 19)).toEqual([
      '  memory  state',
      '  128 MB  done',
      '10240 MB  measuring',
    ]);
    expect(fittingTable(layouts, 18)).toEqual(['  memory', '  128 MB', '10240 MB']);
  });

  it('uses the last layout if none fits', () => {
    expect(fittingTable([[MEMORY]], 2)).toEqual(['  memory', '  128 MB', '10240 MB']);
  });
});
