import { describe, expect, it } from '@jest/globals';
import { capProblems } from '../../../../shared/contract/request-caps.ts';
import { parseTuningRequest } from '../../../../shared/contract/tuning-request.ts';

const CAPS = { usdMax: 2, invocationsMax: 300 };
const problems = (fields: Readonly<Record<string, unknown>>) =>
  capProblems(parseTuningRequest({ functionName: 'f', ...fields }).request, CAPS);

describe('capProblems()', () => {
  it.each([
    [{}],
    [{ tuningUsdMax: 2, invocationsMax: 300 }],
    // Two sizes with 100 samples and a cold start each: 202.
    [{ powerValues: [128, 256], sampleCount: 100 }],
  ])('accepts %j', (fields) => {
    expect(problems(fields)).toEqual([]);
  });

  it('names every cap that a request exceeds', () => {
    expect(problems({ tuningUsdMax: 2.5, invocationsMax: 301 })).toEqual([
      '"tuningUsdMax" must be at most 2 ("RunUsdMax" of the deployment): current value is 2.5',
      '"invocationsMax" must be at most 300 ("RunInvocationsMax" of the deployment): current value is 301',
    ]);
  });

  it('counts the invocations of all sizes', () => {
    expect(problems({ powerValues: [128, 256, 512], sampleCount: 100 })).toEqual([
      '"sampleCount" and "powerValues" must ask for at most 300 invocations ("RunInvocationsMax" of the deployment): together they ask for 303',
    ]);
    // Cold starts need no invocation before them.
    expect(problems({ powerValues: [128, 256, 512], sampleCount: 100, coldStarts: true })).toEqual(
      [],
    );
    expect(problems({ powerValues: [128, 256], coldStarts: true, invocationsMax: 9 })).toEqual([
      '"invocationsMax" must be at least 10 with "coldStarts", as many as "sampleCount" and "powerValues" ask for together: current value is 9',
    ]);
    // There are seven sizes by default.
    expect(problems({ sampleCount: 100 })).toHaveLength(1);
  });
});
