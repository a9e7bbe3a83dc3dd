import { describe, expect, it } from '@jest/globals';
import { messageLines } from '../../../../cli/output/message-lines.ts';
import { PLAIN } from '../../../../cli/output/paint.ts';

const MARKED = { ...PLAIN, colour: (role: string, text: string) => `<${role}>${text}` };

describe('messageLines()', () => {
  it('wraps sentences, but not a stack trace or a log', () => {
    const message = [
      'Cannot tune "orders.mjs": the handler fails: TypeError: x is undefined',
      '    at handler (a/path/that/is/longer/than/the/terminal.mjs:3:36)',
      '  Try --env TABLE_NAME=…, which the code reads and which is not set',
    ].join('\n');

    expect(messageLines(message, { width: 44, paint: PLAIN })).toEqual([
      'Cannot tune "orders.mjs": the handler',
      '  fails: TypeError: x is undefined',
      '    at handler (a/path/that/is/longer/than/the/terminal.mjs:3:36)',
      '  Try --env TABLE_NAME=…, which the code',
      '    reads and which is not set',
    ]);
  });

  it('removes characters that control a terminal', () => {
    expect(messageLines('Cannot read --env \u001b[2Jx\u202e', { width: 80, paint: PLAIN })).toEqual(
      ['Cannot read --env x'],
    );
  });

  it('marks what failed and what to try', () => {
    const page = { width: 80, paint: MARKED };

    expect(messageLines('Cannot read it\n  Try again', page)).toEqual([
      '<bad>Cannot read it',
      '<good>  Try again',
    ]);
  });
});
