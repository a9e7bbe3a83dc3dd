import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../../../../shared/core/json.ts';

describe('parseJson()', () => {
  it.each([
    ['null', null],
    ['0', 0],
    ['{"a":[1]}', { a: [1] }],
    ['', undefined],
    ['{"a":', undefined],
    [undefined, undefined],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });
});
