import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { castText, parseCast } from '../../../../docs/recording/cast.ts';
import { recordCommand } from '../../../../docs/recording/record-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-recording-'));
const VERSION = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const hasTerminal = VERSION.includes('util-linux');

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const record = (command: string) => recordCommand({ command, directory, columns: 60, rows: 10 });

(hasTerminal ? describe : describe.skip)('recordCommand(), where util-linux is installed', () => {
  it('keeps what a command prints on a terminal of the size, and when', async () => {
    const cast = await record('printf "é: "; stty size; test -t 1 && printf done');
    const text = cast.outputs.map((output) => output.text).join('');

    expect(text).toBe('é: 10 60\r\ndone');
    const timesMs = cast.outputs.map(({ atMs }) => atMs);
    expect(timesMs).toEqual(timesMs.toSorted((a, b) => a - b));
    expect(parseCast(castText(cast))).toEqual(cast);
  });

  it('refuses a command that fails', async () => {
    await expect(record('exit 3')).rejects.toThrow('Cannot record "exit 3": it must succeed');
  });
});
