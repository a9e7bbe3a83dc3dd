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

const names = {
  variable: (address: string) => (address === 'self:numbers.first' ? [1, 2] : VARIABLES[address]),
  attribute: (name: string) => (name === 'Role.Arn' ? 'arn:role' : undefined),
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
  ])('resolves %s', (_case, value, expected) => {
    expect(resolveTemplate(value, names)).toEqual(expected);
  });

  it.each([
    ['an unknown variable', `\${param:absent}`],
    ['an unknown resource', { Ref: 'Absent' }],
    ['variables that contain each other', `\${self:left}`],
  ])('refuses %s', (_case, value) => {
    expect(() => resolveTemplate(value, names)).toThrow(RangeError);
  });
});
