import { describe, expect, it } from '@jest/globals';
import { ReleaseUsageError, readReleaseOptions } from '../../../release/release-options.ts';

describe('readReleaseOptions()', () => {
  it('has no place for the release by default', () => {
    expect(readReleaseOptions([])).toEqual({ directory: '.release' });
  });

  it('reads the place of the release, and ends its prefix with a slash', () => {
    const args = [
      '--output',
      'out',
      '--bucket',
      'b-{region}',
      '--regions',
      'eu-west-1,us-gov-west-1',
    ];

    expect(readReleaseOptions([...args, '--prefix', 'tuner/0.1.0'])).toEqual({
      directory: 'out',
      place: {
        bucket: 'b-{region}',
        prefix: 'tuner/0.1.0/',
        regions: ['eu-west-1', 'us-gov-west-1'],
      },
    });
    expect(readReleaseOptions([...args, '--prefix', 'tuner/'])?.place?.prefix).toBe('tuner/');
    expect(readReleaseOptions(args)?.place?.prefix).toBe('');
  });

  it('returns nothing with --help', () => {
    expect(readReleaseOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--bucket', 'b'], '--bucket and --regions must be given together'],
    [['--regions', 'eu-west-1'], '--bucket and --regions must be given together'],
    [['--bucket', 'b', '--regions', 'europe'], '--regions must be regions such as eu-west-1'],
    [['--bucket', 'b', '--regions', 'eu-west-1,us-east-1'], '--bucket must have "{region}"'],
    [['--out', 'x'], "Unknown option '--out'"],
  ])('refuses %j', (args, message) => {
    expect(() => readReleaseOptions(args)).toThrow(ReleaseUsageError);
    expect(() => readReleaseOptions(args)).toThrow(message);
  });
});
