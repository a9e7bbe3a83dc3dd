import { describe, expect, it } from '@jest/globals';
import { parseTuningRequest } from '../../../../shared/contract/tuning-request.ts';

function read(fields: Readonly<Record<string, unknown>>) {
  return parseTuningRequest({ functionName: 'f', ...fields }).request;
}

describe('a request for cold starts', () => {
  it('measures five at each size, or as many as requested', () => {
    expect(read({ coldStarts: true })).toMatchObject({ coldStarts: true, sampleCount: 5 });
    expect(read({ coldStarts: true, sampleCount: 9 }).sampleCount).toBe(9);
  });

  it('is like any other if it says false', () => {
    expect(read({ coldStarts: false })).toEqual(read({}));
    expect(read({ coldStarts: false, pauseMs: 5 })).toEqual(read({ pauseMs: 5 }));
  });

  it('names every field that only concerns warm invocations, with the reason', () => {
    const written = {
      coldStarts: true,
      architectures: ['arm64'],
      invocationsPerMonth: 1,
      pauseMs: 1,
      apply: true,
      watchMinutes: 60,
    };

    expect(() => read(written)).toThrow(
      /4 problems: "architectures" must not be given beside "coldStarts": both.*"invocationsPerMonth".*"pauseMs".*"watchMinutes"/,
    );
    expect(() => read({ coldStarts: 'yes' })).toThrow('"coldStarts" must be true or false');
  });
});
