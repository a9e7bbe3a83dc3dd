import { describe, expect, it } from '@jest/globals';
import { printableJson } from '../../../../cli/output/json.ts';

describe('jsonText()', () => {
  it('escapes characters that control a terminal, and loses nothing', () => {
    const value = { text: 'a\u009b31mb\u202ec\u001bd\u2028e\u{e0001}f é 大' };

    const text = printableJson(value);

    expect(text).toContain('a\\u009b31mb\\u202ec\\u001bd\\u2028e\\udb40\\udc01f é 大');
    expect(JSON.parse(text)).toEqual(value);
  });
});
