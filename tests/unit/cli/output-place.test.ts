import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeOutputFolder, makeOutputPlace } from '../../../cli/output-place.ts';
import { type HandlerFolder, makeHandlerFolder } from '../../support/handler-folder.ts';

let folder: HandlerFolder;

beforeEach(() => {
  folder = makeHandlerFolder({ file: 'x' });
});

afterEach(() => folder.remove());

describe('makeOutputFolder()', () => {
  it('makes the folder, and accepts an existing one', () => {
    makeOutputFolder('--output', folder.at('a/b'));
    makeOutputFolder('--output', folder.at('a/b'));

    expect(existsSync(folder.at('a/b'))).toBe(true);
  });

  it.each(['file', 'file/below'])('refuses %s, because there is a file', (name) => {
    expect(() => makeOutputFolder('--output', folder.at(name))).toThrow(
      `Cannot write --output ${folder.at(name)}: E`,
    );
  });
});

describe('makeOutputPlace()', () => {
  it('makes only the folder of the file, and accepts an existing file', () => {
    makeOutputPlace('--report', folder.at('a/report.html'));
    makeOutputPlace('--report', folder.at('file'));

    expect(readdirSync(folder.at('a'))).toEqual([]);
  });

  it.each([
    ['.', 'it must be a file: it is a folder'],
    ['file/report.html', 'E'],
  ])('refuses %s', (name, reason) => {
    expect(() => makeOutputPlace('--report', folder.at(name))).toThrow(
      `Cannot write --report ${folder.at(name)}: ${reason}`,
    );
  });
});
