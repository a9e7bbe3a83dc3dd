import { describe, expect, it } from '@jest/globals';
import { readFailure, withCategory } from '../../../../shared/contract/caught-failure.ts';

describe('withCategory()', () => {
  it('puts the category at the end, once', () => {
    expect(withCategory('No such function', 'permanent')).toBe('No such function [permanent]');
    expect(withCategory('Slow down [transient]', 'throttled')).toBe('Slow down [throttled]');
  });
});

describe('readFailure()', () => {
  it('reads message and category from the answer of a failed Lambda function', () => {
    const Cause = '{"errorType":"NotReadyError","errorMessage":"Not yet [notReady]","trace":[]}';

    expect(readFailure({ Error: 'NotReadyError', Cause })).toEqual({
      message: 'Not yet',
      category: 'notReady',
    });
  });

  it('sorts failures of Step Functions by their name', () => {
    expect(readFailure({ Error: 'Lambda.ServiceException', Cause: 'It broke' })).toEqual({
      message: 'It broke',
      category: 'transient',
    });
    expect(readFailure({ Error: 'Runtime.ExitError', Cause: 'killed' }).category).toBe('unknown');
  });

  it('works without a cause', () => {
    expect(readFailure({ Error: 'States.Timeout' })).toEqual({
      message: 'The run ended with States.Timeout',
      category: 'transient',
    });
  });

  it('ignores a category in the middle of a message', () => {
    expect(readFailure({ Error: 'TypeError', Cause: 'a [permanent] b' })).toEqual({
      message: 'a [permanent] b',
      category: 'unknown',
    });
  });
});
