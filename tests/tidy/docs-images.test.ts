import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readStartOptions } from '../../cli/start-options.ts';
import { parseCast } from '../../docs/recording/cast.ts';
import { recordingSvg } from '../../docs/recording/recording-svg.ts';
import { terminalFrames } from '../../docs/recording/terminal-frames.ts';
import { TYPED_COMMAND } from '../../docs/recording/tuning-run.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const IMAGES = join(PROJECT, 'docs', 'images');
const BYTES_MAX = 150_000;

const names = readdirSync(IMAGES);
const text = (name: string) => readFileSync(join(IMAGES, name), 'utf8');
const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');

describe('the pictures of the README, which npm run docs:images makes', () => {
  it('are exactly those that the README shows', () => {
    const shown = new Set([...readme.matchAll(/docs\/images\/([\w.-]+)/g)].map(([, name]) => name));

    expect([...shown].toSorted()).toEqual(['report-dark.png', 'report-light.png', 'tuning.svg']);
    expect(names.toSorted()).toEqual([...shown, 'tuning.cast'].toSorted());
    expect(readme).toMatch(
      /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="docs\/images\/report-dark\.png">\s*<img alt="[^"]+" src="docs\/images\/report-light\.png">/,
    );
  });

  it.each(names)('are small, and contain no path of a machine: %s', (name) => {
    expect(statSync(join(IMAGES, name)).size).toBeLessThan(BYTES_MAX);
    expect(readFileSync(join(IMAGES, name), 'latin1')).not.toMatch(
      /\/(home|root|tmp|Users|work)\//,
    );
  });

  it.each(['report-light.png', 'report-dark.png'])('show a wide screen: %s', (name) => {
    const png = readFileSync(join(IMAGES, name));

    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(896);
  });

  it('draw the recording as the present code draws it', async () => {
    expect(text('tuning.svg')).toBe(await recordingSvg(parseCast(text('tuning.cast'))));
  });

  it('record a valid command, and a run that reached an answer', async () => {
    const frames = await terminalFrames(parseCast(text('tuning.cast')));
    const last = frames.at(-1)?.lines.map((line) => line.map((run) => run.text).join(' ')) ?? [];
    const sample = join(PROJECT, 'local', 'samples', 'slow-service', 'event.json');
    const [, , , ...args] = TYPED_COMMAND.replace('event.json', sample).split(' ');

    expect(last[0]).toBe(`$ ${TYPED_COMMAND}`);
    expect(readStartOptions(args)).toMatchObject({ kind: 'tune' });
    expect(last.join('\n')).toMatch(/\nChange from \d+ to \d+ MB: /);
    expect(last.at(-1)).toMatch(/^1 of 1 tuned in [\d.]+ s$/);
    // A frame for each change of the screen: a quick run has few.
    expect(frames.length).toBeGreaterThan(5);
  });
});
