import { mkdirSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type RunningCommand, startCommand } from '../support/child-command.ts';
import { type HandlerFolder, makeHandlerFolder } from '../support/handler-folder.ts';

const POLLS_MAX = 500;

const HANDLERS = {
  'never.mjs': 'export const handler = () => new Promise(() => setInterval(() => 0, 1000));',
  'slow.mjs': 'export const handler = () => new Promise((done) => setTimeout(done, 1000, 1));',
};

let folder: HandlerFolder;

beforeEach(() => {
  folder = makeHandlerFolder(HANDLERS);
  mkdirSync(folder.at('tmp'));
});

afterEach(() => folder.remove());

const left = () => readdirSync(folder.at('tmp'));

function start(file: string): RunningCommand {
  const args = [folder.at(file), '--output', folder.at('reports'), '--samples', '20'];
  return startCommand('cli/start.ts', args, { TMPDIR: folder.at('tmp') });
}

/** Waits until there is something that could be left behind. */
async function waitForFolders(): Promise<void> {
  for (let poll = 0; poll < POLLS_MAX && left().length === 0; poll += 1) {
    await systemClock.sleepMs(10);
  }
  expect(left()).not.toEqual([]);
}

describe('a command that is interrupted', () => {
  it.each([
    ['as it begins', 'never.mjs', /Starting/, 'SIGTERM', 143],
    ['while it tries the handler', 'never.mjs', /Trying/, 'SIGINT', 130],
    ['while it tunes', 'slow.mjs', /Round 1/, 'SIGTERM', 143],
  ] as const)(
    'leaves nothing behind: npm start, %s',
    async (_case, file, text, signal, expected) => {
      const command = start(file);
      await command.said(text);
      if (file === 'never.mjs' && signal === 'SIGINT') await waitForFolders();

      command.child.kill(signal);
      const { exitCode, stderr } = await command.finished;

      expect([exitCode, stderr]).toEqual([expected, '']);
      expect(left()).toEqual([]);
    },
  );

  it('leaves nothing behind: npm start, whose output is no longer read', async () => {
    const command = start('slow.mjs');
    await command.said(/Trying/);

    command.child.stdout?.destroy();
    const { exitCode, stderr } = await command.finished;

    expect([exitCode, stderr]).toEqual([141, '']);
    expect(left()).toEqual([]);
  });

  it('leaves nothing behind: npm run cloud', async () => {
    const variables = { TMPDIR: folder.at('tmp') };
    const command = startCommand('cli/cloud.ts', ['--port', '0'], variables);
    await command.said(/Local cloud on/);
    await waitForFolders();

    command.child.kill('SIGTERM');
    const { exitCode, stderr } = await command.finished;

    expect([exitCode, stderr]).toEqual([143, '']);
    expect(left()).toEqual([]);
  });
});
