import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanText } from '../../../../shared/core/untrusted-text.ts';

describe('cleanText()', () => {
  it.each([
    ['plain words stay: ENOENT /var/task/index.js', 'plain words stay: ENOENT /var/task/index.js'],
    ['\u001b[31mred\u001b[0m and \u001b]0;title\u0007more', 'red and more'],
    ['two\nlines\r\n\tand a tab', 'two lines and a tab'],
    ['hidden \u202eright to left\u202c \u200bzero width', 'hidden right to left zero width'],
    ['postgres://app:hunter2@db:5432/x refused', 'postgres://***@db:5432/x refused'],
    ['redis://:hunter2@cache:6379', 'redis://***@cache:6379'],
    ['login failed: password=hunter2, user=app', 'login failed: password=***, user=app'],
    ['{"apiKey": "abc def", "size": 3}', '{"apiKey": ***, "size": 3}'],
    ['Authorization: Bearer abcdefghijkl', 'Authorization: *** ***'],
    ['sent Bearer abcdefghijkl', 'sent Bearer ***'],
    ['key AKIAIOSFODNN7EXAMPLE is not active', 'key *** is not active'],
    ['jwt eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl expired', 'jwt *** expired'],
    ['ExpiredToken: The token is expired', 'ExpiredToken: The token is expired'],
    ['token: Thebes or password: the', 'token: *** or password: ***'],
    ['?X-Amz-Signature=0123abcd&x=1', '?X-Amz-Signature=***&x=1'],
  ])('turns %j into %j', (text, cleaned) => {
    expect(cleanText(text, 500)).toBe(cleaned);
  });

  it('marks a cut with an ellipsis', () => {
    expect(cleanText('x'.repeat(45_000), 10)).toBe('xxxxxxxxx…');
    expect(cleanText('x'.repeat(10), 10)).toBe('x'.repeat(10));
  });

  it('never passes on a control or format character, or a second line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(200), (text, length) => {
        const cleaned = cleanText(text, length + 1);
        expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(cleaned.length).toBeLessThanOrEqual(length + 1);
      }),
      { seed: 11 },
    );
  });
});
