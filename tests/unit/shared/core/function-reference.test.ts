import { describe, expect, it } from '@jest/globals';
import {
  functionArnOf,
  homeOfArn,
  locateFunction,
  parseFunctionReference,
} from '../../../../shared/core/function-reference.ts';

describe('parseFunctionReference()', () => {
  it.each([
    ['my-fn', { functionName: 'my-fn' }],
    ['my-fn:live', { functionName: 'my-fn', qualifier: 'live' }],
    ['my-fn:$LATEST', { functionName: 'my-fn', qualifier: '$LATEST' }],
    ['123456789012:function:my_fn', { accountId: '123456789012', functionName: 'my_fn' }],
    [
      'arn:aws:lambda:eu-west-1:123456789012:function:my-fn:7',
      {
        partition: 'aws',
        region: 'eu-west-1',
        accountId: '123456789012',
        functionName: 'my-fn',
        qualifier: '7',
      },
    ],
    [
      'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f',
      {
        partition: 'aws-us-gov',
        region: 'us-gov-west-1',
        accountId: '123456789012',
        functionName: 'f',
      },
    ],
  ])('parses "%s"', (written, expected) => {
    expect(parseFunctionReference(written)).toEqual(expected);
  });

  it.each([
    [''],
    ['my fn'],
    ['my-fn:'],
    ['a'.repeat(65)],
    ['arn:aws:lambda:eu-west-1:123456789012:layer:my-layer'],
    ['arn:aws:s3:::bucket'],
    ['123:function:my-fn'],
    ['my-fn\n'],
  ])('rejects %j', (written) => {
    expect(parseFunctionReference(written)).toBeUndefined();
  });
});

describe('locateFunction()', () => {
  const home = { partition: 'aws', region: 'us-east-1', accountId: '111122223333' };

  it('fills in only the parts that were not written', () => {
    expect(functionArnOf(locateFunction({ functionName: 'f' }, home))).toBe(
      'arn:aws:lambda:us-east-1:111122223333:function:f',
    );
    const elsewhere = locateFunction({ functionName: 'f', region: 'eu-west-1' }, home);
    expect(functionArnOf(elsewhere)).toBe('arn:aws:lambda:eu-west-1:111122223333:function:f');
  });
});

describe('homeOfArn()', () => {
  it('reads partition, region and account of an execution', () => {
    expect(homeOfArn('arn:aws-cn:states:cn-north-1:111122223333:execution:m:e')).toEqual({
      partition: 'aws-cn',
      region: 'cn-north-1',
      accountId: '111122223333',
    });
  });

  it.each([['execution'], ['arn:aws:s3:::bucket']])('finds none in "%s"', (arn) => {
    expect(homeOfArn(arn)).toBeUndefined();
  });
});
