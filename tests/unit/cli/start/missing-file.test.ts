import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { folderWithMissing } from '../../../../cli/start/missing-file.ts';
import { type HandlerFolder, makeHandlerFolder } from '../../../support/handler-folder.ts';

let folder: HandlerFolder;

beforeAll(() => {
  folder = makeHandlerFolder({
    'outside.txt': '',
    'project/package.json': '{}',
    'project/data/names.txt': '',
    'project/lib/tables.py': '',
    'project/node_modules/left-pad/index.js': '',
    'project/src/app.mjs': '',
    'project/src/near.txt': '',
  });
});

afterAll(() => folder.remove());

describe('folderWithMissing()', () => {
  it.each([
    ["ENOENT: no such file or directory, open 'data/names.txt'", 'project'],
    ["ENOENT: no such file or directory, open 'near.txt'", 'project/src'],
    ["[Errno 2] No such file or directory: 'data/names.txt'", 'project'],
    ["Unable to import module 'app': No module named 'lib.tables'", 'project'],
    ["Cannot find package 'left-pad' imported from src/app.mjs", 'project'],
  ])('finds what is missing: %s', (message, expected) => {
    expect(folderWithMissing(message, folder.at('project/src/app.mjs'))).toBe(folder.at(expected));
  });

  it.each([
    ['a file that no folder has', "ENOENT: no such file or directory, open 'absent.txt'"],
    ['a file outside of the project', "ENOENT: no such file or directory, open 'outside.txt'"],
    ['an error about something else', 'table is undefined'],
  ])('names no folder for %s', (_case, message) => {
    expect(folderWithMissing(message, folder.at('project/src/app.mjs'))).toBeUndefined();
  });
});
