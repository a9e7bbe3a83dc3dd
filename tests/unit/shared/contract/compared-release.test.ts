import { describe, expect, it } from '@jest/globals';
import { parseTuningRequest } from '../../../../shared/contract/tuning-request.ts';

const read = (written: object) =>
  parseTuningRequest({ functionName: 'orders', ...written }).request;

describe('compareWith', () => {
  it.each([
    ['previous', 'previous'],
    ['12', '12'],
    ['live', 'live'],
    ['$LATEST', '$LATEST'],
    ['orders:12', '12'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:orders:live', 'live'],
    ['s3://bucket/runs/orders/0.json', 's3://bucket/runs/orders/0.json'],
  ])('%s names the release %s', (compareWith, qualifier) => {
    expect(read({ compareWith })).toMatchObject({ compareWith: qualifier });
  });

  it.each([
    [{ compareWith: '' }, '"compareWith" must be "previous", a version number'],
    [{ compareWith: 'arn:aws:lambda' }, '"compareWith" must be "previous", a version number'],
    [
      { compareWith: 'other:12' },
      'must name a release of the same function: current values are "other" and "orders"',
    ],
    [{ compareWith: '1', apply: true }, '"apply" must not be given beside "compareWith"'],
    [
      { compareWith: '1', powerValues: [128] },
      '"powerValues" must not be given beside "compareWith"',
    ],
    [
      { compareWith: '1', architectures: ['x86_64', 'arm64'] },
      '"architectures" must not be given beside "compareWith"',
    ],
    [
      { compareWith: '1', differencePercent: 1 },
      '"differencePercent" must be a number from 3 to 100',
    ],
    [{ differencePercent: 5 }, '"differencePercent" must not be given without "compareWith"'],
  ])('refuses %j', (written, problem) => {
    expect(() => read(written)).toThrow(problem);
  });

  const arn = (place: string) => `arn:aws:lambda:${place}:function:orders`;

  it.each([
    ['region', arn('eu-west-3:123456789012')],
    ['account', arn('eu-west-1:210987654321')],
  ])('refuses the function of the same name in another %s', (_what, other) => {
    const functionName = arn('eu-west-1:123456789012');

    expect(() => read({ functionName, compareWith: `${other}:12` })).toThrow(
      `must name a release of the same function: current values are "${other}:12"`,
    );
    expect(read({ functionName, compareWith: 'orders:12' }).compareWith).toBe('12');
  });

  it('adds nothing to a request that compares nothing', () => {
    expect(read({})).not.toHaveProperty('differencePercent');
  });
});
