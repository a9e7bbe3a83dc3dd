import { describe, expect, it } from '@jest/globals';
import { cellOf, parsedTable } from '../../../../docs/tables/parsed-table.ts';

const PAGE = `# Page

| name | cost |
|---|---|
| other | 1 |

| tuner | cost |
| --- | --- |
| ours | 1.5 |
| | 2 |

Text.
`;

describe('parsedTable()', () => {
  it('reads the rows of the table that is meant', () => {
    const rows = parsedTable(PAGE, '| tuner |');

    expect(rows.map((row) => [cellOf(row, 'tuner'), cellOf(row, 'cost')])).toEqual([
      ['ours', '1.5'],
      ['', '2'],
    ]);
  });

  it('says what is missing', () => {
    expect(() => parsedTable(PAGE, '| time |')).toThrow('a page must have "| time |"');
    expect(() => cellOf(parsedTable(PAGE, '| tuner |')[0], 'time')).toThrow('must have "time"');
    expect(() => cellOf(undefined, 'cost')).toThrow('must have "cost"');
  });
});
