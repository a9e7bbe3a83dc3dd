import { describe, expect, it } from '@jest/globals';
import { isNamed, optInProblem } from '../../../../shared/core/opt-in.ts';

function problem(tag: string | undefined, apply: boolean, targetFunctions: readonly string[] = []) {
  const tags = tag === undefined ? {} : { autotuner: tag };
  return optInProblem({ functionName: 'orders', tags, targetFunctions, apply });
}

describe('optInProblem()', () => {
  it.each([
    [undefined, false, ['orders']],
    [undefined, false, ['mail', 'orders']],
    [undefined, true, ['*']],
    ['recommend', false, []],
    ['apply', true, []],
    ['apply', false, []],
  ])('allows the tag %s with apply %s if %j is named', (tag, apply, targetFunctions) => {
    expect(problem(tag, apply, targetFunctions)).toBeUndefined();
  });

  it.each([
    [undefined, false, [], 'it must have the tag "autotuner"'],
    [undefined, false, [], 'that is empty'],
    [undefined, false, ['order', 'mail'], 'that is "order,mail"'],
    ['recommend', true, ['*'], 'its tag "autotuner" allows "recommend" only'],
    ['off', false, ['*'], 'its tag "autotuner" is "off"'],
    ['yes', false, ['*'], 'must be one of off, recommend, apply: current value is "yes"'],
  ])('refuses the tag %s with apply %s if %j is named', (tag, apply, named, text) => {
    expect(problem(tag, apply, named)).toContain(text);
  });
});

describe('isNamed()', () => {
  it.each([
    ['orders-api', 'orders-*', true],
    ['orders-1', 'orders-?', true],
    ['orders-12', 'orders-?', false],
    ['my-orders', 'orders*', false],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
  ])('%s by %s: %s', (name, pattern, expected) => {
    expect(isNamed(name, ['other', pattern])).toBe(expected);
  });
});
