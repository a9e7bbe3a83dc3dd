import { describe, expect, it } from '@jest/globals';
import { readPackageOptions } from '../../../../release/npm/package-options.ts';

describe('readPackageOptions()', () => {
  it.each([
    [[], undefined],
    [['--repository', 'https://github.com/my-org/tuner'], 'https://github.com/my-org/tuner'],
    [['--repository', 'https://github.com/my-org/tuner.git'], 'https://github.com/my-org/tuner'],
    [['--repository', 'https://gitlab.com/a/b/tuner/'], 'https://gitlab.com/a/b/tuner'],
  ])('reads the repository of %j', (args, repository) => {
    expect(readPackageOptions(args)).toEqual({ directory: '.npm-package', repository });
  });

  it.each([
    'my-org/tuner',
    'git@github.com:my-org/tuner.git',
    'https://me:secret@github.com/my-org/tuner',
    'https://github.com/my-org',
    'https://github.com/my-org/tuner?tab=readme',
  ])('refuses %s, which is not the URL of a repository', (address) => {
    expect(() => readPackageOptions(['--repository', address])).toThrow(
      'must be the https address of a repository, such as https://github.com/my-org/lambda-autotuner',
    );
  });

  it('refuses unknown options, and returns nothing for --help', () => {
    expect(() => readPackageOptions(['--registry', 'x'])).toThrow('--registry');
    expect(readPackageOptions(['--help'])).toBeUndefined();
  });
});
