import { chmodSync, symlinkSync, truncateSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { type PackagedHandler, packageHandler } from '../../../../cli/handler/package-handler.ts';
import { findPython } from '../../../../local/cloud/lambda/process-host/python-executable.ts';
import { type HandlerFolder, makeHandlerFolder } from '../../../support/handler-folder.ts';

const HANDLER = 'export const handler = () => 1;\n';
const hasPython = findPython() !== undefined;

let folder: HandlerFolder;

afterEach(() => folder.remove());

interface Found {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Path of the handler, relative to the folder. */
  readonly path: string;
  readonly root?: string;
  readonly exportName?: string;
}

async function pack({ files, path, root, exportName }: Found): Promise<PackagedHandler> {
  folder = makeHandlerFolder(files);
  return await packageHandler({
    path: folder.at(path),
    root: root === undefined ? undefined : folder.at(root),
    exportName,
  });
}

const FOUND: readonly (Found & {
  readonly handler: string;
  readonly deployed: readonly string[];
})[] = [
  {
    name: 'only the JavaScript file',
    files: { 'app.mjs': HANDLER, 'other.mjs': '', 'big.bin': 'x' },
    path: 'app.mjs',
    handler: 'app.handler',
    deployed: ['app.mjs'],
  },
  {
    name: 'its imports, and the package.json that decides how Node loads it',
    files: {
      'package.json': '{"type": "module"}',
      'src/app.js': `import { one } from './lib/one.js';\nexport const handler = () => one;`,
      'src/lib/one.js': 'export const one = 1;',
      'src/unused.js': '',
    },
    path: 'src/app.js',
    handler: 'src/app.handler',
    deployed: ['package.json', 'src/app.js', 'src/lib/one.js'],
  },
  {
    name: 'the whole of a package that it imports',
    files: {
      'app.mjs': `import 'dep';\n${HANDLER}`,
      'node_modules/dep/package.json': '{"main": "main.js"}',
      'node_modules/dep/main.js': '',
      'node_modules/dep/data.txt': 'x',
      'node_modules/dep/node_modules/unused/index.js': '',
      'node_modules/unused/index.js': '',
    },
    path: 'app.mjs',
    handler: 'app.handler',
    deployed: [
      'app.mjs',
      'node_modules/dep/data.txt',
      'node_modules/dep/main.js',
      'node_modules/dep/package.json',
    ],
  },
  {
    name: 'a package above it',
    files: {
      'fn/app.mjs': `import 'dep';\n${HANDLER}`,
      'node_modules/dep/index.js': '',
    },
    path: 'fn/app.mjs',
    handler: 'fn/app.handler',
    deployed: ['fn/app.mjs', 'node_modules/dep/index.js'],
  },
  {
    name: 'files that the code mentions, and their imports',
    files: {
      'app.mjs': `new Worker(new URL('./worker.mjs', import.meta.url));\nread('data/words.txt');\n${HANDLER}`,
      'worker.mjs': `import './deep.mjs';`,
      'deep.mjs': '',
      'data/words.txt': 'a',
      'data/unnamed.txt': 'a',
    },
    path: 'app.mjs',
    handler: 'app.handler',
    deployed: ['app.mjs', 'data/words.txt', 'deep.mjs', 'worker.mjs'],
  },
  {
    name: 'TypeScript, as a bundle in the place of the file',
    files: {
      'src/app.ts': `import { one } from './one';\nexport const handler = (): number => one;`,
      'src/one.ts': 'export const one: number = 1;',
      'src/app.js': 'stale',
    },
    path: 'src/app.ts',
    handler: 'app.handler',
    deployed: ['app.mjs'],
  },
  {
    name: 'a file with dots in its name, which Lambda would cut, under another name',
    files: { 'my.handler.cjs': 'exports.handler = () => 1;' },
    path: 'my.handler.cjs',
    handler: 'my-handler.handler',
    deployed: ['my-handler.cjs'],
  },
  {
    name: 'all of --root but folders that no function needs',
    files: { 'src/app.mjs': HANDLER, 'data.txt': 'x', '.git/config': 'x', '.venv/a': 'x' },
    path: 'src/app.mjs',
    root: '.',
    handler: 'src/app.handler',
    deployed: ['data.txt', 'src/app.mjs'],
  },
  {
    name: 'another export',
    files: { 'app.mjs': 'export const main = () => 1;' },
    path: 'app.mjs',
    exportName: 'main',
    handler: 'app.main',
    deployed: ['app.mjs'],
  },
  {
    name: 'the file of a folder that exports a handler',
    files: { 'index.mjs': 'export const other = 1;', 'main.ts': HANDLER },
    path: '.',
    handler: 'main.handler',
    deployed: ['main.mjs'],
  },
  {
    name: 'the main file of a package',
    files: {
      'package.json': '{"main": "lib/fn.mjs"}',
      'lib/fn.mjs': HANDLER,
      'index.mjs': HANDLER,
    },
    path: '.',
    handler: 'lib/fn.handler',
    deployed: ['lib/fn.mjs', 'package.json'],
  },
  {
    name: 'a zip, all of it',
    files: {
      'fn.zip': zipSync({ 'index.mjs': strToU8(HANDLER), 'data.txt': strToU8('x') }),
    },
    path: 'fn.zip',
    handler: 'index.handler',
    deployed: ['data.txt', 'index.mjs'],
  },
];

describe('packageHandler()', () => {
  it.each(FOUND)('deploys $name', async ({ handler, deployed, ...found }) => {
    const { code } = await pack(found);

    expect(code.runtime).toBe('nodejs24.x');
    expect(code.handler).toBe(handler);
    expect(Object.keys(code.files).toSorted()).toEqual(deployed);
  });

  it.each([
    ['a package of the workspace', 'lib'],
    ['a package of pnpm', 'fn/node_modules/.pnpm/lib@1/node_modules/lib'],
  ])('bundles %s, because Node would not find it in the deployed files', async (_name, place) => {
    folder = makeHandlerFolder({
      'fn/app.mjs': `import { one } from 'lib';\nexport const handler = () => one;`,
      [`${place}/index.mjs`]: 'export const one = "of the linked package";',
      [`${place}/package.json`]: '{"exports": "./index.mjs"}',
      'fn/node_modules/.keep': '',
    });
    symlinkSync(folder.at(place), folder.at('fn/node_modules/lib'));

    const { code } = await packageHandler({
      path: folder.at('fn/app.mjs'),
      root: undefined,
      exportName: undefined,
    });

    const [deployed] = Object.entries(code.files).filter(([name]) => name.endsWith('app.mjs'));
    expect(Buffer.from(deployed?.[1] ?? '').toString()).toContain('of the linked package');
  });

  it('deploys an executable bootstrap with its folder', async () => {
    folder = makeHandlerFolder({ bootstrap: '#!/bin/sh\n', 'lib.sh': '' });
    chmodSync(folder.at('bootstrap'), 0o755);

    const { code } = await packageHandler({
      path: folder.path,
      root: undefined,
      exportName: undefined,
    });

    expect(code.runtime).toBe('provided.al2023');
    expect(Object.keys(code.files).toSorted()).toEqual(['bootstrap', 'lib.sh']);
  });

  it('names the environment variables that the code reads', async () => {
    const { variableNames } = await pack({
      name: '',
      files: {
        'app.mjs': `import './b.mjs';\nconst { A, B: b = 1 } = process.env;\n${HANDLER}`,
        'b.mjs': `process.env.C ?? process.env['D']`,
      },
      path: 'app.mjs',
    });

    expect(variableNames.toSorted()).toEqual(['A', 'B', 'C', 'D']);
  });

  it.each([
    ['a missing file', {}, 'app.mjs', 'there is no such file or folder'],
    [
      'a handler as Lambda names it',
      { 'src/app.ts': HANDLER },
      'src/app.handler',
      /no such file or folder; try .*src\/app\.ts --handler handler$/,
    ],
    ['a Python handler as Lambda names it', { 'f.py': 'x' }, 'f.run', 'f.py --handler run'],
    ['an empty file', { 'app.mjs': '' }, 'app.mjs', 'the file is empty'],
    ['another language', { 'app.rb': 'x' }, 'app.rb', 'it must be JavaScript'],
    ['a folder without a handler', { 'a.txt': 'x' }, '.', 'it must have a file called index'],
    [
      'a file without the export',
      { 'app.mjs': 'export const main = 1, run = 2;' },
      'app.mjs',
      'it must export "handler": found: main, run; try --handler main',
    ],
    ['a file that exports nothing', { 'app.mjs': 'f();' }, 'app.mjs', 'it exports nothing'],
    [
      'a folder of files without the export',
      { 'index.mjs': 'export const a = 1;', 'app.mjs': 'export const b = 1;' },
      '.',
      'index.mjs: found: a; try --handler a; app.mjs: found: b; try --handler b',
    ],
    ['a file that cannot be parsed', { 'app.ts': '\nlet = ;' }, 'app.ts', 'line 2: '],
    [
      'an import that cannot be resolved',
      { 'app.mjs': `import './no.mjs';` },
      'app.mjs',
      /^Cannot find ".\/no.mjs", which ".*app.mjs", line 1 imports$/,
    ],
    [
      'a package that is not installed',
      { 'app.mjs': `import 'absent-package';` },
      'app.mjs',
      'install it beside the handler',
    ],
    ['a bootstrap that is not executable', { bootstrap: 'x' }, 'bootstrap', 'chmod +x'],
    ['a file that is not a zip', { 'fn.zip': 'x' }, 'fn.zip', 'it must be a zip'],
    [
      'a zip with a path that leads out of its folder',
      { 'fn.zip': zipSync({ '../x.mjs': strToU8('x') }) },
      'fn.zip',
      'leads out of the zip',
    ],
  ])('refuses %s', async (name, files, path, message) => {
    await expect(pack({ name, files, path })).rejects.toThrow(message);
  });

  it('refuses a broken symbolic link', async () => {
    folder = makeHandlerFolder({});
    symlinkSync('gone.mjs', folder.at('app.mjs'));

    await expect(
      packageHandler({ path: folder.at('app.mjs'), root: undefined, exportName: undefined }),
    ).rejects.toThrow('it is a link to "gone.mjs", which does not exist');
  });

  it('refuses a root without the handler', async () => {
    await expect(
      pack({ name: '', files: { 'app.mjs': HANDLER, 'lib/a': 'x' }, path: 'app.mjs', root: 'lib' }),
    ).rejects.toThrow('it must contain the handler');
  });

  it('refuses more code than Lambda accepts, without reading it', async () => {
    folder = makeHandlerFolder({ 'app.mjs': HANDLER, 'big.bin': '' });
    truncateSync(folder.at('big.bin'), 260 * 1024 * 1024);

    await expect(
      packageHandler({ path: folder.at('app.mjs'), root: folder.path, exportName: undefined }),
    ).rejects.toThrow('Lambda accepts at most 250 MB');
    const { code } = await packageHandler({
      path: folder.at('app.mjs'),
      root: undefined,
      exportName: undefined,
    });
    expect(Object.keys(code.files)).toEqual(['app.mjs']);
  });
});

(hasPython ? describe : describe.skip)('packageHandler() of Python', () => {
  const PYTHON = 'def handler(event, context):\n  return 1\n';

  it.each([
    ['a file', { 'app.py': PYTHON }, 'app.py', 'app.handler', ['app.py']],
    [
      'the handler of the console',
      { 'app.py': PYTHON.replace('handler', 'lambda_handler') },
      'app.py',
      'app.lambda_handler',
      ['app.py'],
    ],
    [
      'a file of a package, from where the package is imported',
      {
        'src/pkg/__init__.py': '',
        'src/pkg/app.py': `from .b import x\n${PYTHON}`,
        'src/pkg/b.py': '',
      },
      'src/pkg/app.py',
      'pkg/app.handler',
      ['pkg/__init__.py', 'pkg/app.py', 'pkg/b.py'],
    ],
    [
      'a file that imports from the top of its project',
      {
        'pyproject.toml': '',
        'functions/app.py': `from shared.lib import x\n${PYTHON}`,
        'shared/lib.py': '',
        '__pycache__/a.pyc': '',
      },
      'functions/app.py',
      'functions/app.handler',
      ['functions/app.py', 'pyproject.toml', 'shared/lib.py'],
    ],
    [
      'a file that imports its neighbour',
      { 'pyproject.toml': '', 'src/app.py': `import helper\n${PYTHON}`, 'src/helper.py': '' },
      'src/app.py',
      'app.handler',
      ['app.py', 'helper.py'],
    ],
  ])('deploys %s', async (name, files, path, handler, deployed) => {
    const { code } = await pack({ name, files, path });

    expect(code.runtime).toMatch(/^python3\.\d+$/);
    expect(code.handler).toBe(handler);
    expect(Object.keys(code.files).toSorted()).toEqual(deployed);
  });

  it('deploys the packages of a virtual environment', async () => {
    const packages = `.venv/lib/python${findPython()?.version}/site-packages`;
    const { code } = await pack({
      name: '',
      files: { 'app.py': PYTHON, [`${packages}/dep.py`]: '', [`${packages}/pip/main.py`]: '' },
      path: 'app.py',
    });

    expect(Object.keys(code.files).toSorted()).toEqual(['app.py', 'dep.py']);
  });

  it.each([
    ['a syntax error', 'def handler(:\n', 'line 1: invalid syntax'],
    ['a missing function', 'def main(event, context): pass\n', 'found: main; try --handler main'],
  ])('refuses %s', async (name, source, message) => {
    await expect(pack({ name, files: { 'app.py': source }, path: 'app.py' })).rejects.toThrow(
      message,
    );
  });
});

describe('a handler behind symbolic links', () => {
  it('is found at the target of a link to its file', async () => {
    folder = makeHandlerFolder({
      'build/app.mjs': `import './lib.mjs';\n${HANDLER}`,
      'build/lib.mjs': '',
    });
    symlinkSync(folder.at('build/app.mjs'), folder.at('current.mjs'));

    const { code, exportNames } = await packageHandler({
      path: folder.at('current.mjs'),
      root: undefined,
      exportName: undefined,
    });

    expect(exportNames).toEqual(['handler']);
    expect(code.handler).toBe('app.handler');
    expect(Object.keys(code.files).toSorted()).toEqual(['app.mjs', 'lib.mjs']);
  });

  it('is found in a linked folder, deployed as a whole', async () => {
    folder = makeHandlerFolder({ 'build/app.mjs': HANDLER, 'build/data.txt': 'x' });
    symlinkSync(folder.at('build'), folder.at('current'));

    const { code } = await packageHandler({
      path: folder.at('current/app.mjs'),
      root: folder.at('current'),
      exportName: undefined,
    });

    expect(code.handler).toBe('app.handler');
    expect(Object.keys(code.files).toSorted()).toEqual(['app.mjs', 'data.txt']);
  });

  it('is deployed from the folder of the link if it is a bootstrap', async () => {
    folder = makeHandlerFolder({ 'build/server': 'x', 'fn/data.txt': 'x' });
    chmodSync(folder.at('build/server'), 0o755);
    symlinkSync(folder.at('build/server'), folder.at('fn/bootstrap'));

    const { code } = await packageHandler({
      path: folder.at('fn'),
      root: undefined,
      exportName: undefined,
    });

    expect(Object.keys(code.files).toSorted()).toEqual(['bootstrap', 'data.txt']);
  });
});
