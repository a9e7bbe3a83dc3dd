import { describe, expect, it } from '@jest/globals';
import { readCloudOptions } from '../../../cli/cloud-options.ts';

describe('readCloudOptions()', () => {
  it('has a default for everything', () => {
    expect(readCloudOptions([])).toEqual({ kind: 'serve', cloud: { port: 4599 }, params: {} });
  });

  it('reads what is given', () => {
    expect(
      readCloudOptions(['--port', '0', '--param', 'releaseEnabled=true', '--param', 'a=b=c']),
    ).toEqual({
      kind: 'serve',
      cloud: { port: 0 },
      params: { releaseEnabled: 'true', a: 'b=c' },
    });
  });

  it('returns the help for --help, regardless of other options', () => {
    expect(readCloudOptions(['--help', '--port', 'x'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--port', ''], 'Cannot read --port : it must be a whole number from 0 to 65535'],
    [['--port', '65536'], 'Cannot read --port 65536'],
    [['--port', '1e3'], 'Cannot read --port 1e3'],
    [['--param', 'a'], 'Cannot read --param a: it must be NAME=VALUE'],
    [['--latency', 'none'], 'Cannot read --latency none'],
    [['--foo'], "Unknown option '--foo'"],
  ])('refuses %j', (args, message) => {
    expect(() => readCloudOptions(args)).toThrow(message);
  });
});
