import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '..', '..', '..', '..');

/** What a terminal of this process's own would show, by the variables that Node.js itself looks at. */
function painted(isTTY: boolean, variables: Readonly<Record<string, string>>): string {
  const program = `
    import { PassThrough } from 'node:stream';
    import { WriteStream } from 'node:tty';
    import { paintFor } from './cli/output/paint.ts';
    const { getColorDepth, hasColors } = WriteStream.prototype;
    const stream = Object.assign(new PassThrough(), { isTTY: ${isTTY}, getColorDepth, hasColors });
    const paint = paintFor(stream);
    process.stdout.write(JSON.stringify([paint.colour('good', 'x'), paint.link('x', 'file:///x')]));
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: PROJECT,
    encoding: 'utf8',
    env: variables,
  });
  return JSON.parse(stdout);
}

describe('paintFor()', () => {
  it('gives a terminal colours and links', () => {
    expect(painted(true, { TERM: 'xterm-256color' })).toEqual([
      '\u001b[32mx\u001b[39m',
      '\u001b]8;;file:///x\u001b\\x\u001b]8;;\u001b\\',
    ]);
  });

  it.each([
    ['NO_COLOR is set', true, { TERM: 'xterm-256color', NO_COLOR: '1' }],
    ['the terminal is a dumb one', true, { TERM: 'dumb' }],
    ['it is a file or a pipe', false, { TERM: 'xterm-256color' }],
  ])('gives neither where %s', (_case, isTTY, variables) => {
    expect(painted(isTTY, variables)).toEqual(['x', 'x']);
  });

  it('gives a pipe colours with FORCE_COLOR, and no links', () => {
    expect(painted(false, { FORCE_COLOR: '1' })).toEqual(['\u001b[32mx\u001b[39m', 'x']);
  });
});
