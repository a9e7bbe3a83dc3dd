import { describe, expect, it } from '@jest/globals';
import { withPrintableTexts } from '../../../../cli/output/clean-values.ts';

describe('withPrintableTexts()', () => {
  it('cleans every text in a value, and changes nothing else', () => {
    const value = {
      text: '\u001b]0;title\u0007red \u001b[31malert\u202e',
      list: [{ name: 'a\r\nb' }, 3, null, true],
    };

    expect(withPrintableTexts(value)).toEqual({
      text: 'red alert',
      list: [{ name: 'a b' }, 3, null, true],
    });
  });
});
