import { describe, expect, it } from '@jest/globals';
import { failureMarkdown, markdownText } from '../../../../cli/output/markdown.ts';
import { resultFor } from '../../../support/generated-reports.ts';
import { goldenFunction } from '../../../support/golden-functions.ts';

const FORM = {
  applyForm: 'sam',
  report: { text: '.autotuner/target.html' },
  isInAccount: true,
} as const;

describe('markdownText()', () => {
  it('has the verdict, the picks, the warnings, how to apply the change, and all sizes', async () => {
    const text = markdownText(await resultFor(goldenFunction('fee-dominated')), FORM);

    const blocks = text.split('\n\n');
    expect(blocks.slice(0, 2)).toEqual([
      '### `target`',
      '**Change from 256 to 512 MB: 3.1 % more expensive, 32 % faster (high confidence, over 99 %).**',
    ]);
    expect(blocks[2]?.split('\n').slice(0, 3)).toEqual([
      '|  | memory | duration | $ per million | cost | time | a month |',
      '|---|--:|--:|--:|--:|--:|--:|',
      '| cheapest | 128 MB | 5.11 ±0.19 ms | $0.2117 ±0.0004 | −1.4 % | +68 % | $0.635 |',
    ]);
    expect(text).toContain('> [!WARNING]\n> - The request fee is 90 % of the bill: ');
    expect(text).toContain('```yaml\nResources:\n  Target:\n');
    expect(text).toContain('<details><summary>Measured sizes</summary>\n\n|  | memory |');
    expect(text.endsWith('Report: `.autotuner/target.html`')).toBe(true);
  });

  it('has both architectures, and how to move the function', async () => {
    const text = markdownText(await resultFor(goldenFunction('both-architectures')), FORM);

    expect(text).toMatch(/\*\*Architectures\*\*\n\n\| {2}\| memory .*\| a month \|\n/);
    expect(text).toMatch(/\| x86\\_64 \| \d+ MB .*\n\| arm64 \| \d+ MB /);
    expect(text).toMatch(
      /move to arm64\.\n\nMove it to arm64 in template\.yaml of SAM, with the next/,
    );
    expect(text).toContain('      Architectures: [arm64]\n```');
    expect(markdownText(await resultFor(goldenFunction('present-architecture')), FORM)).toMatch(
      /no reason to move\.\n\n<details>/,
    );
  });

  it('says why the fastest pick is slower than the present size, if it is', async () => {
    const said = '"fastest" is where more speed stops paying';

    expect(markdownText(await resultFor(goldenFunction('present-outside')), FORM)).toContain(said);
    expect(markdownText(await resultFor(goldenFunction('flat')), FORM)).not.toContain(said);
  });

  it('warns once of each risk that the model names', async () => {
    const result = await resultFor(goldenFunction('fee-dominated'));
    const { decision } = result;
    const risks = [...decision.warnings, 'Cold starts were few.'];
    const reasoning = { ...decision.reasoning, risks };

    const text = markdownText({ ...result, decision: { ...decision, reasoning } }, FORM);

    expect(text.match(/^> - .*/gm)).toHaveLength(decision.warnings.length + 1);
    expect(text).toContain('> - Cold starts were few.\n');
  });

  it('keeps a text from becoming markup or a mention', async () => {
    const result = await resultFor(goldenFunction('flat'));
    const warnings = ['<img src=x> [a](http://b) @team | **bold** `code` #1'];

    const text = markdownText({ ...result, decision: { ...result.decision, warnings } }, FORM);

    expect(text).toContain(
      '> - &lt;img src=x> \\[a\\](http://b) &#64;team \\| \\*\\*bold\\*\\* \\`code\\` \\#1.',
    );
  });
});

describe('failureMarkdown()', () => {
  it('says what failed', () => {
    expect(failureMarkdown('my`fn', 'it <failed>')).toBe(
      '### `myfn`\n\n> [!CAUTION]\n> it &lt;failed>',
    );
  });
});
