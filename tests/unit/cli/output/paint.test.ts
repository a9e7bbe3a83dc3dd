import { describe, expect, it } from '@jest/globals';
import { paintFor } from '../../../../cli/output/paint.ts';

const TERMINAL = { isTTY: true };
const PIPE = { isTTY: false };

function painted(stream: typeof TERMINAL, env: Readonly<Record<string, string>>) {
  const paint = paintFor(stream, env);
  return [paint.colour('good', 'x'), paint.link('x', 'file:///x')];
}

describe('paintFor()', () => {
  it('gives a terminal colours and links', () => {
    expect(painted(TERMINAL, { TERM: 'xterm-256color' })).toEqual([
      '\u001b[32mx\u001b[39m',
      '\u001b]8;;file:///x\u001b\\x\u001b]8;;\u001b\\',
    ]);
  });

  it.each([
    ['NO_COLOR is set', TERMINAL, { TERM: 'xterm-256color', NO_COLOR: '1' }],
    ['TERM is dumb', TERMINAL, { TERM: 'dumb' }],
    ['it is a file or a pipe', PIPE, { TERM: 'xterm-256color' }],
    ['colours are forced off', TERMINAL, { TERM: 'xterm-256color', FORCE_COLOR: '0' }],
  ])('gives neither if %s', (_case, stream, env) => {
    expect(painted(stream, env)).toEqual(['x', 'x']);
  });

  it('gives a pipe colours with FORCE_COLOR, and no links', () => {
    expect(painted(PIPE, { FORCE_COLOR: '1' })).toEqual(['\u001b[32mx\u001b[39m', 'x']);
  });
});
