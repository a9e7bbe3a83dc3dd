import { describe, expect, it } from '@jest/globals';
import { ReleaseUsageError, readReleaseOptions } from '../../../release/release-options.ts';

describe('readReleaseOptions()', () => {
  it('needs no location for the release', () => {
    expect(readReleaseOptions([])).toEqual({ directory: '.release' });
  });

  it('reads the location of the release, and adds a slash to its prefix', () => {
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

  it('returns nothing for --help', () => {
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
