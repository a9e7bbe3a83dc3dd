import { describe, expect, it } from '@jest/globals';
import {
  hookRequest,
  requireValidRequests,
} from '../../../../functions/release-hook/hook-request.ts';
import { ConfigurationError, InvalidRequestError } from '../../../../shared/errors.ts';

const RELEASE = { functionName: 'orders', currentVersion: '7', targetVersion: '8' };
const WRITTEN = {
  differencePercent: 10,
  durationMsMax: 100,
  byFunction: { orders: { durationMsMax: 250, payloadS3: 's3://events/orders.json' } },
};

describe('hookRequest()', () => {
  it('compares the new version with the one that has the traffic', () => {
    expect(hookRequest({}, RELEASE)).toEqual({
      functionName: 'orders:8',
      compareWith: '7',
      onBusy: 'wait',
    });
  });

  it('gives the fields of the function precedence over the common ones', () => {
    expect(hookRequest(WRITTEN, RELEASE)).toMatchObject({
      differencePercent: 10,
      durationMsMax: 250,
      payloadS3: 's3://events/orders.json',
    });
    const other = hookRequest(WRITTEN, { ...RELEASE, functionName: 'mail' });
    expect(other).toMatchObject({ durationMsMax: 100 });
    expect(other).not.toHaveProperty('payloadS3');
    expect(other).not.toHaveProperty('byFunction');
  });

  it('lets no field name another release', () => {
    expect(hookRequest({ functionName: 'other', compareWith: '1' }, RELEASE)).toMatchObject({
      functionName: 'orders:8',
      compareWith: '7',
    });
  });
});

describe('requireValidRequests()', () => {
  it('accepts what runs accept', () => {
    expect(() => requireValidRequests({})).not.toThrow();
    expect(() => requireValidRequests(WRITTEN)).not.toThrow();
  });

  it('refuses what a run would refuse, also for a single function', () => {
    expect(() => requireValidRequests({ apply: true })).toThrow(InvalidRequestError);
    expect(() => requireValidRequests({ byFunction: { mail: { powerValues: [128] } } })).toThrow(
      '"powerValues" must not be given beside "compareWith"',
    );
  });

  it.each([[[]], ['orders'], [{ orders: 5 }]])('refuses byFunction %j', (byFunction) => {
    expect(() => requireValidRequests({ byFunction })).toThrow(ConfigurationError);
  });
});
