import { describe, expect, it } from '@jest/globals';
import { framesSvg } from '../../../../docs/recording/frames-svg.ts';
import type { TextRun } from '../../../../docs/recording/terminal-frames.ts';

const run = (text: string, style: Partial<TextRun> = {}): TextRun => ({
  column: 0,
  text,
  isBold: false,
  isDim: false,
  ...style,
});

const SVG = framesSvg(
  [
    { atMs: 0, lines: [[run('same')]] },
    { atMs: 2_000, lines: [[run('same')], [], [run('<b>', { isBold: true, colour: 2 })]] },
  ],
  { columns: 10, title: 'A "terminal"' },
);

describe('framesSvg()', () => {
  it('shows one screen after the other, the last one longest, and that alone without motion', () => {
    expect(SVG).toContain('viewBox="0 0 116 86"');
    expect(SVG).toContain('.screens{animation:play 10000ms step-end infinite}');
    expect(SVG).toContain('0%{transform:translateX(0px)}20%{transform:translateX(-116px)}');
    expect(SVG).toContain(
      '(prefers-reduced-motion:reduce){.screens{animation:none;transform:translateX(-116px)}}',
    );
  });

  it('draws a line once, wherever it stands', () => {
    expect(SVG.match(/>same</g)).toHaveLength(1);
    expect(SVG.match(/<use href="#l0" y="16"\/>/g)).toHaveLength(2);
    expect(SVG).toContain('<use href="#l1" y="52"/>');
  });

  it('is text in its style, and never markup', () => {
    expect(SVG).toContain('<text class="t b c2" x="0" y="14" textLength="25.2"');
    expect(SVG).toContain('>&lt;b&gt;</text>');
    expect(SVG).toContain('aria-label="A &quot;terminal&quot;"');
    expect(SVG).not.toMatch(/<script|href="(?!#)/);
  });
});
