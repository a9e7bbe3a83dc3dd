import { describe, expect, it } from '@jest/globals';
import { resolveTemplate } from '../../../../local/deployment/template-values.ts';

const VARIABLES: Readonly<Record<string, unknown>> = {
  'self:service': 'tuner',
  'self:name': `\${self:service}-\${opt:stage, 'dev'}`,
  'self:numbers': { first: [1, `\${self:service}`] },
  'param:kind': 'first',
  'file(a.yml):x': { name: `\${self:name}` },
  'self:left': `\${self:right}`,
  'self:right': `\${self:left}`,
};

const ATTRIBUTES: Readonly<Record<string, string | readonly string[]>> = {
  'Role.Arn': 'arn:role',
  Names: ['a', 'b'],
  Switch: 'true',
};

const CONDITIONS: Readonly<Record<string, unknown>> = {
  IsOn: { 'Fn::Equals': [{ Ref: 'Switch' }, 'true'] },
  IsOff: { 'Fn::Not': [{ Condition: 'IsOn' }] },
  HasBoth: {
    'Fn::And': [
      { Condition: 'IsOn' },
      { 'Fn::Equals': [{ 'Fn::Join': ['', { Ref: 'Names' }] }, 'ab'] },
    ],
  },
  IsStrange: { 'Fn::Contains': [[], 'x'] },
};

const NO_VALUE = { Ref: 'AWS::NoValue' };

const names = {
  variable: (address: string) => (address === 'self:numbers.first' ? [1, 2] : VARIABLES[address]),
  attribute: (name: string) => ATTRIBUTES[name],
  condition: (name: string) => CONDITIONS[name],
};

describe('resolveTemplate()', () => {
  it.each([
    ['a text within a text', `at \${self:name}!`, 'at tuner-dev!'],
    ['a whole value', `\${self:numbers}`, { first: [1, 'tuner'] }],
    ['a variable in a variable', `\${self:numbers.\${param:kind}}`, [1, 2]],
    ['a value of a file', { a: [`\${file(a.yml):x}`] }, { a: [{ name: 'tuner-dev' }] }],
    ['a default that is null', `\${param:absent, null}`, null],
    ['Fn::Sub', { 'Fn::Sub': `\${Role.Arn}/\${self:service}` }, 'arn:role/tuner'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:role'],
    ['Ref to a list', { Ref: 'Names' }, ['a', 'b']],
    ['Fn::Join', { 'Fn::Join': ['-', { Ref: 'Names' }] }, 'a-b'],
    [
      'names that become ARNs',
      {
        'Fn::Split': [
          ',',
          { 'Fn::Sub': [`arn:\${n}`, { n: { 'Fn::Join': [',arn:', { Ref: 'Names' }] } }] },
        ],
      },
      ['arn:a', 'arn:b'],
    ],
    [
      'Fn::If with a condition that is met',
      { 'Fn::If': ['IsOn', 'yes', { Ref: 'Absent' }] },
      'yes',
    ],
    [
      'Fn::If with a condition that is not met',
      { 'Fn::If': ['IsOff', { Ref: 'Absent' }, 'no'] },
      'no',
    ],
    ['Fn::And', { 'Fn::If': ['HasBoth', 1, 2] }, 1],
    ['no value in a list', [1, { 'Fn::If': ['IsOff', 2, NO_VALUE] }], [1]],
    ['no value of a field', { a: 1, b: NO_VALUE }, { a: 1 }],
  ])('resolves %s', (_case, value, expected) => {
    expect(resolveTemplate(value, names)).toEqual(expected);
  });

  it.each([
    ['an unknown variable', `\${param:absent}`],
    ['an unknown resource', { Ref: 'Absent' }],
    ['variables that contain each other', `\${self:left}`],
    ['an unknown condition', { 'Fn::If': ['Absent', 1, 2] }],
    ['a condition of an unknown form', { 'Fn::If': ['IsStrange', 1, 2] }],
  ])('refuses %s', (_case, value) => {
    expect(() => resolveTemplate(value, names)).toThrow(RangeError);
  });
});
