import { describe, expect, it } from '@jest/globals';
import { chooseCommand } from '../../../../cli/commands/choose-command.ts';
import { COMMANDS } from '../../../../cli/commands/command-list.ts';

describe('chooseCommand()', () => {
  it.each(COMMANDS.map(({ name }) => name))(
    'finds %s, and passes the other arguments on',
    (name) => {
      expect(chooseCommand([name, '--help'])).toMatchObject({
        kind: 'command',
        command: { name },
        args: ['--help'],
      });
    },
  );

  it.each([
    [['my-fn', '--apply']],
    [['scanner:live']],
    [['arn:aws:lambda:eu-west-1:123456789012:function:scan']],
    [['--request', 'request.json']],
  ])('treats %j as a function to tune', (args) => {
    expect(chooseCommand(args)).toMatchObject({ kind: 'command', command: { name: 'run' }, args });
  });

  it.each([
    ['scna', 'scan'],
    ['lokal', 'local'],
    ['clod', 'cloud'],
  ])('asks whether %s means %s, and says how to tune a function of that name', (typed, meant) => {
    expect(chooseCommand([typed, '--json'])).toEqual({
      kind: 'unknown',
      text: `"${typed}" is not a command: did you mean autotune ${meant} --json?\nTo tune a function of that name: autotune run ${typed}`,
    });
  });

  it.each([[[]], [['--help']], [['help']]])('lists all commands for %j', (args) => {
    const choice = chooseCommand(args);

    for (const { name, summary } of COMMANDS) {
      expect(choice).toMatchObject({ kind: 'text', text: expect.stringContaining(summary) });
      expect(choice).toMatchObject({ text: expect.stringContaining(`\n  ${name} `) });
    }
  });

  it('gives the help of a command', () => {
    expect(chooseCommand(['help', 'scan'])).toMatchObject({
      command: { name: 'scan' },
      args: ['--help'],
    });
  });

  it('prints its version', () => {
    expect(chooseCommand(['--version'])).toEqual({
      kind: 'text',
      text: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });
});
