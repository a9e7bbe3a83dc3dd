import { describe, expect, it } from '@jest/globals';
import type { CastOutput } from '../../../../docs/recording/cast.ts';
import { terminalFrames } from '../../../../docs/recording/terminal-frames.ts';

const PLAIN = { isBold: false, isDim: false };

function framesOf(...outputs: readonly (readonly [atMs: number, text: string])[]) {
  return terminalFrames({
    columns: 20,
    rows: 5,
    outputs: outputs.map(([atMs, text]): CastOutput => ({ atMs, text })),
  });
}

describe('terminalFrames()', () => {
  it('has the screen after each output, as a terminal shows it', async () => {
    const frames = await framesOf([0, 'one  two\r\n'], [500, 'three'], [900, '\r\u001b[2Kfour']);

    expect(frames).toEqual([
      {
        atMs: 0,
        lines: [
          [
            { column: 0, text: 'one', ...PLAIN },
            { column: 5, text: 'two', ...PLAIN },
          ],
        ],
      },
      { atMs: 500, lines: [expect.anything(), [{ column: 0, text: 'three', ...PLAIN }]] },
      { atMs: 900, lines: [expect.anything(), [{ column: 0, text: 'four', ...PLAIN }]] },
    ]);
  });

  it('tells styles apart', async () => {
    const [frame] = await framesOf([0, '\u001b[1;32mgood\u001b[0m \u001b[2mdim day\u001b[22m']);

    expect(frame?.lines).toEqual([
      [
        { column: 0, text: 'good', isBold: true, isDim: false, colour: 2 },
        { column: 5, text: 'dim day', isBold: false, isDim: true },
      ],
    ]);
  });

  it('leaves out what changes nothing, and what nobody could see', async () => {
    const frames = await framesOf([0, 'a'], [300, '\u001b[?25l'], [600, '\rb'], [610, '\rc']);

    expect(frames.map(({ atMs, lines }) => [atMs, lines[0]?.[0]?.text])).toEqual([
      [0, 'a'],
      [610, 'c'],
    ]);
  });

  it('has the lines that are left when the screen scrolls', async () => {
    const frames = await framesOf([0, '1\r\n2\r\n3\r\n4\r\n5\r\n6']);

    expect(frames[0]?.lines.map((line) => line[0]?.text)).toEqual(['2', '3', '4', '5', '6']);
  });
});
