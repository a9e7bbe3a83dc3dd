import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type HandlerFolder, makeHandlerFolder } from '../../../support/handler-folder.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..', '..');
const FILE_COUNT = 1_000;

/** Limit of open files, lower than the number of files in the folder, as on many machines. */
const OPEN_FILES_MAX = 200;

let folder: HandlerFolder;

afterEach(() => folder.remove());

describe('readCodeFolder()', () => {
  it('reads more files than may be open at once', () => {
    folder = makeHandlerFolder(
      Object.fromEntries(Array.from({ length: FILE_COUNT }, (_, index) => [`${index}.txt`, 'x'])),
    );
    const program = `
      import { readCodeFolder } from '${join(PROJECT, 'local/deployment/code-folder.ts')}';
      console.log(Object.keys(await readCodeFolder('${folder.path}')).length);`;
    const command = `ulimit -n ${OPEN_FILES_MAX}; exec "$0" --input-type=module --eval "$1"`;

    const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, program], {
      encoding: 'utf8',
    });

    expect([stdout, stderr]).toEqual([`${FILE_COUNT}\n`, '']);
  });
});
