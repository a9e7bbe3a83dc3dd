import { describe, expect, it } from '@jest/globals';
import { callDelayMs } from '../../../../local/cloud/call-delay.ts';
import type { CloudSettings } from '../../../../local/cloud/local-cloud-options.ts';

function delayOf(settings: Partial<CloudSettings>, call: object, signingName = 'lambda'): number {
  const all = { controlPlaneDelayMs: 10, dataPlaneDelayMs: 0, random: () => 0.25, ...settings };
  return callDelayMs(
    signingName,
    { action: 'GetFunction', resource: '*', permissions: [], execute: () => never(), ...call },
    all as CloudSettings,
  );
}

function never(): never {
  throw new Error('It is not carried out');
}

describe('callDelayMs()', () => {
  it('is the same for all calls except those of the data plane by default', () => {
    expect(delayOf({}, {})).toBe(10);
    expect(delayOf({}, { action: 'DeleteFunction' })).toBe(10);
    expect(delayOf({}, { action: 'PutObject' }, 's3')).toBe(10);
    expect(delayOf({}, { action: 'Invoke', isDataPlane: true })).toBe(0);
  });

  it('lies between the bounds of the control plane', () => {
    // 10 + 0.25 × (30 − 10)
    expect(delayOf({ controlPlaneDelayMsMax: 30 }, {})).toBe(15);
  });

  it('has separate values for deletions, S3 and the data plane', () => {
    const settings = { deletionDelayMs: 300, objectDelayMs: 20, dataPlaneDelayMs: 21 };

    expect(delayOf(settings, { action: 'DeleteFunction' })).toBe(300);
    expect(delayOf(settings, { action: 'DeleteObject' }, 's3')).toBe(20);
    expect(delayOf(settings, { action: 'Invoke', isDataPlane: true })).toBe(21);
    expect(delayOf(settings, {})).toBe(10);
  });
});
