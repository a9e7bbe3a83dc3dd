import { describe, expect, it } from '@jest/globals';
import {
  parameterGroups,
  parameterOptions,
  parameterValues,
} from '../../../../local/deployment/stack-parameters.ts';

const ROLES = { targetRoles: 'app' };

describe('parameterValues()', () => {
  it('returns the given value of each parameter, or its default', () => {
    const values = parameterValues({ ...ROLES, taskMemoryMb: '1024' });

    expect(values.get('TaskMemoryMb')).toBe('1024');
    expect(values.get('RunInvocationsMax')).toBe('10000');
    expect(values.get('ReasoningModelId')).toBe('');
    expect(values.size).toBe(parameterOptions().length);
  });

  it('splits lists, and trims their items', () => {
    const values = parameterValues({ targetRoles: 'service-role/a, b' });

    expect(values.get('TargetRoles')).toEqual(['service-role/a', 'b']);
    expect(values.get('TargetFunctions')).toEqual(['']);
  });

  it.each([
    [{}, '"TargetRoles"', 'must name the roles'],
    [
      { targetRoles: 'a,' },
      '"TargetRoles"',
      'current value is "a,": set it with --param targetRoles=VALUE',
    ],
    [{ taskMemoryMb: '64' }, '"TaskMemoryMb"', 'must be a number from 128 to 10240'],
    [{ taskMemoryMb: 'much' }, '"TaskMemoryMb"', 'current value is "much"'],
    [{ runInvocationsMax: '0' }, '"RunInvocationsMax"', 'must be a number from 1 up'],
    [{ runUsdMax: '0.0' }, '"RunUsdMax"', 'must be a number above 0'],
    [{ runUsdMax: 'ten' }, '"RunUsdMax"', 'must be a number above 0'],
    [{ scheduleEnabled: 'yes' }, '"ScheduleEnabled"', 'must be one of true, false'],
    [{ scheduleExpression: 'daily' }, '"ScheduleExpression"', 'must be a rate, cron or at'],
    [{ releasePipelineName: '' }, '"ReleasePipelineName"', 'must not be empty'],
    [{ rolePath: 'ops' }, '"RolePath"', 'must begin and end with a slash'],
    [{ measureTierReservedConcurrency: '0' }, '"MeasureTierReservedConcurrency"', 'above 0'],
    [{ cloneLogRetentionDays: '2' }, '"CloneLogRetentionDays"', 'must be one of 1, 3, 5'],
  ])('refuses %j as CloudFormation would', (params, name, rule) => {
    const values = () => parameterValues({ ...(name !== '"TargetRoles"' && ROLES), ...params });

    expect(values).toThrow(`Cannot deploy the tuner: parameter ${name} must `);
    expect(values).toThrow(rule);
  });

  it('accepts the examples of the descriptions', () => {
    const params = {
      ...ROLES,
      runUsdMax: '0.05',
      rolePath: '/ops/tools/',
      scheduleExpression: 'cron(0 4 ? * MON *)',
      dispatchedRequest: '{"apply": true, "watchMinutes": 60}',
      reasoningInputUsdPerMillionTokens: '0.8',
    };

    expect(() => parameterValues(params)).not.toThrow();
  });
});

describe('parameterGroups()', () => {
  it('has every parameter in one group', () => {
    const names = parameterGroups().flatMap(({ parameters }) => Object.keys(parameters));

    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(parameterOptions().length);
  });
});
