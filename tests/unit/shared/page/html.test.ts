import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Html, type HtmlPart, html } from '../../../../shared/page/html.ts';

describe('html', () => {
  it('escapes text, in content and in attributes', () => {
    const text = `<a href="x">&'`;

    expect(String(html`<p title="${text}">${text}</p>`)).toBe(
      '<p title="&lt;a href=&quot;x&quot;&gt;&amp;&#39;">&lt;a href=&quot;x&quot;&gt;&amp;&#39;</p>',
    );
  });

  it('nests templates, joins lists, and leaves out undefined values', () => {
    const items = ['a<', 2].map((item) => html`<li>${item}</li>`);

    expect(String(html`<ul>${items}${undefined}</ul>`)).toBe('<ul><li>a&lt;</li><li>2</li></ul>');
  });

  it('escapes objects that only look like markup', () => {
    const forged = { toString: () => '<script>' } as Html;

    expect(String(html`${forged}`)).toBe('&lt;script&gt;');
  });

  it('never outputs a character of a text that could begin or end a tag or an attribute', () => {
    const parts: fc.Arbitrary<HtmlPart> = fc.letrec<{ part: HtmlPart }>((tie) => ({
      part: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'x') }),
        fc.double(),
        fc.array(tie('part'), { maxLength: 3 }),
        tie('part').map((part) => html`${part}`),
      ),
    })).part;

    fc.assert(
      fc.property(parts, (part) => {
        expect(String(html`${part}`)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
