import { describe, expect, it } from '@jest/globals';
import { placeFlags, readStackOptions } from '../../../../cli/deploy/stack-options.ts';

describe('readStackOptions()', () => {
  it('selects the deployment that autotune uses by default', () => {
    expect(readStackOptions('status', [])).toMatchObject({
      stackName: 'lambda-autotuner-dev',
      region: undefined,
    });
  });

  it('reads parameters; the last one of a name wins', () => {
    expect(
      readStackOptions('deploy', [
        '--param',
        'targetRoles=a,b',
        '--param',
        'runUsdMax=5',
        '--param',
        'runUsdMax=6',
        '--yes',
      ]),
    ).toMatchObject({
      params: { targetRoles: 'a,b', runUsdMax: '6' },
      isAgreed: true,
      isPlan: false,
    });
  });

  it.each([
    ['status', ['--yes'], /--yes/],
    ['destroy', ['--plan'], /--plan/],
    ['deploy', ['--delete-store'], /--delete-store/],
    ['deploy', ['--param', 'targetRoles'], /it must be NAME=VALUE/],
    ['deploy', ['prod'], /prod/],
  ] as const)('refuses %s %j', (command, args, message) => {
    expect(() => readStackOptions(command, args)).toThrow(message);
  });
});

describe('placeFlags()', () => {
  it.each([
    [['--stage', 'prod', '--region', 'eu-west-1'], '--stage prod --region eu-west-1'],
    [['--stack', 'tuner'], '--stack tuner'],
    [['--stack', 'tuner-dev'], '--stack tuner-dev'],
    [[], '--stage dev'],
  ])('names the stack of %j', (args, flags) => {
    const options = readStackOptions('status', args);

    expect(options && placeFlags(options)).toBe(flags);
  });
});
