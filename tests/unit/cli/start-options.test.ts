import { describe, expect, it } from '@jest/globals';
import { type LocalTarget, readStartOptions } from '../../../cli/start-options.ts';

function targetOf(...args: readonly string[]): LocalTarget | undefined {
  const options = readStartOptions(args);
  return options.kind === 'tune' ? options.targets[0] : undefined;
}

describe('readStartOptions()', () => {
  it('has a default for everything but the handler', () => {
    expect(targetOf('src/my.fn.ts')).toEqual({
      functionName: 'my-fn',
      character: 'src/my.fn.ts',
      source: {
        kind: 'own',
        choice: { path: 'src/my.fn.ts', root: undefined, exportName: undefined },
      },
      memoryMb: 1024,
      timeoutSeconds: 30,
      environment: {},
      request: {},
    });
  });

  it('reads what is given', () => {
    const target = targetOf(
      ...['orders/index.mjs', '--handler', 'main', '--root', 'orders', '--memory', '128'],
      ...['--timeout', '900', '--env', 'A=1', '--env', 'B=x=y', '--samples', '3'],
    );

    expect(target).toMatchObject({
      functionName: 'orders',
      source: { choice: { root: 'orders', exportName: 'main' } },
      memoryMb: 128,
      timeoutSeconds: 900,
      environment: { A: '1', B: 'x=y' },
      request: { sampleCount: 3 },
    });
  });

  it('tunes the sample functions if no handler is given', () => {
    const options = readStartOptions([]);

    expect(options.kind === 'tune' && options.targets.map(({ source }) => source.kind)).toEqual(
      Array(5).fill('sample'),
    );
  });

  it.each([
    [['--memory', '100'], 'Cannot read --memory 100: it must be a whole number from 128 to 10240'],
    [['--memory', '10241'], 'Cannot read --memory 10241'],
    [['--memory', '1.5'], 'Cannot read --memory 1.5'],
    [['--timeout', '0'], 'Cannot read --timeout 0: it must be a whole number from 1 to 900'],
    [['--timeout', 'long'], 'Cannot read --timeout long'],
    [['f.mjs', '--payload-s3', 's3://abc/d'], 'give the event with --payload FILE'],
    [['f.mjs', '--pre-processor', 'prepare'], 'Cannot use "preProcessor" on this machine'],
    [['f.mjs', '--architectures', 'x86_64,arm64'], 'which has only one of them'],
    [['--output', ''], 'Cannot read --output: it must name a folder'],
    [['--env', 'A'], 'Cannot read --env A: it must be NAME=VALUE'],
    [['--env', '=1'], 'Cannot read --env =1'],
    [
      ['--payload', 'missing.json'],
      'it must be JSON, or a file that holds JSON: there is no such file',
    ],
    [
      ['--payload', '{a:1}'],
      "Cannot read --payload: it must be JSON: Expected property name or '}'",
    ],
    [['--payload', 'README.md'], 'Cannot read --payload README.md: it must hold JSON'],
    [['--samples', '1'], '"sampleCount" must be an integer from 2 to 100'],
    [['b.mjs'], 'Cannot tune several functions at once: also given were b.mjs'],
    [['--foo'], "Unknown option '--foo'"],
  ])('refuses %j', (args, message) => {
    expect(() => readStartOptions(['a.mjs', ...args])).toThrow(message);
  });

  it.each([
    ['--handler', 'main'],
    ['--root', '.'],
    ['--env', 'A=1'],
    ['--memory', '512'],
    ['--timeout', '5'],
    ['--payload', '{}'],
    ['--payloads', '[]'],
  ])('refuses %s without a handler, because the samples have their own', (flag, value) => {
    expect(() => readStartOptions([flag, value, '--samples', '3'])).toThrow(
      `Cannot use ${flag} without a HANDLER: the sample functions have their own: name the file of a handler`,
    );
  });
});
