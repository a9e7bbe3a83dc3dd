import { describe, expect, it } from '@jest/globals';
import { parseTuningRequest } from '../../../../shared/contract/tuning-request.ts';
import { InvalidRequestError } from '../../../../shared/errors.ts';

describe('parseTuningRequest()', () => {
  it('fills in every default', () => {
    expect(parseTuningRequest({ functionName: 'f' })).toEqual({
      request: {
        functionName: 'f',
        strategy: 'value',
        balancedWeight: 0.5,
        percentile: 95,
        memoryHeadroomPercent: 0,
        payloadWeights: [1],
        apply: false,
        applyTo: '$LATEST',
        improvementPercentMin: 1,
        fresh: false,
        maxAgeDays: 30,
        concurrencyMax: 20,
        onBusy: 'fail',
        onRelease: 'report',
      },
      payloadTexts: ['{}'],
    });
  });

  it('sorts the sizes', () => {
    const { request } = parseTuningRequest({ functionName: 'f', powerValues: [1024, 128] });

    expect(request.powerValues).toEqual([128, 1024]);
  });

  it.each([
    [{ a: 1 }, '{"a":1}'],
    [[1, 2], '[1,2]'],
    ['{"pasted": true}', '{"pasted": true}'],
    ['"text"', '"text"'],
    [0, '0'],
    [false, 'false'],
    [null, 'null'],
  ])('sends payload %j as %s', (payload, sent) => {
    expect(parseTuningRequest({ functionName: 'f', payload }).payloadTexts).toEqual([sent]);
  });

  it.each([
    ['sampleCount', 1],
    ['sampleCount', 2.5],
    ['sampleCount', '10'],
    ['balancedWeight', 1.01],
    ['powerValues', []],
    ['powerValues', 'ALL'],
    ['powerValues', [127]],
    ['powerValues', [10_241]],
    ['powerValues', ['256']],
    ['apply', 'false'],
    ['architectures', []],
    ['architectures', 'arm64'],
    ['architectures', ['arm64', 'arm64']],
    ['architectures', ['riscv64']],
    ['concurrencyMax', 0],
    ['functionName', 'no such name'],
    ['payload', 'plain text'],
    ['payload', 'x'.repeat(10)],
    ['unknownField', 1],
  ])('refuses %s %j, and names the field', (field, value) => {
    const input = { functionName: 'f', [field]: value };

    expect(() => parseTuningRequest(input)).toThrow(InvalidRequestError);
    expect(() => parseTuningRequest(input)).toThrow(`"${field}`);
  });

  it('names the known architectures', () => {
    expect(() => parseTuningRequest({ functionName: 'f', architectures: ['riscv64'] })).toThrow(
      '"architectures[0]" must be one of x86_64, arm64: current value is "riscv64"',
    );
  });

  it('refuses a payload above the limit of an execution, with both sizes', () => {
    const payload = { text: 'x'.repeat(260_000) };

    expect(() => parseTuningRequest({ functionName: 'f', payload })).toThrow(
      'must be at most 250000 bytes of JSON: current size is 260011',
    );
  });

  it('refuses to apply to a version, which cannot be changed', () => {
    expect(() => parseTuningRequest({ functionName: 'f:7', apply: true })).toThrow(
      '"apply" must be false where "functionName" names a version, which cannot be changed',
    );
    expect(parseTuningRequest({ functionName: 'f:7' }).request.apply).toBe(false);
    expect(parseTuningRequest({ functionName: 'f:$LATEST', apply: true }).request.apply).toBe(true);
  });

  it.each([
    [{ functionName: 'f', apply: true }, '$LATEST'],
    [{ functionName: 'f', apply: true, applyTo: 'live' }, 'live'],
    [{ functionName: 'f:live', apply: true }, 'live'],
    [{ functionName: 'f:live', apply: true, applyTo: 'live' }, 'live'],
    [{ functionName: 'f:live', applyTo: 'source' }, 'source'],
    [{ functionName: 'f:live' }, '$LATEST'],
  ])('applies %j to %s', (input, applyTo) => {
    expect(parseTuningRequest(input).request.applyTo).toBe(applyTo);
  });

  it('never writes if a change is for the source', () => {
    const written = { functionName: 'f', apply: true, applyTo: 'source' };

    expect(parseTuningRequest(written).request.apply).toBe(false);
  });

  it.each([
    [{ functionName: 'f:live', apply: true, applyTo: 'beta' }, '"applyTo" must be what'],
    [{ functionName: 'f:live', apply: true, applyTo: '$LATEST' }, '"applyTo" must be what'],
    [{ functionName: 'f', applyTo: 'source', watchMinutes: 5 }, '"watchMinutes" must not be given'],
    [{ functionName: 'f', applyTo: 'live' }, '"applyTo" must not be given where "apply"'],
    [{ functionName: 'f', watchMinutes: 30 }, '"watchMinutes" must not be given where "apply"'],
    [{ functionName: 'f', apply: true, applyTo: '7' }, '"applyTo" must be "$LATEST", the name'],
    [{ functionName: 'f', apply: true, watchMinutes: 1 }, 'must be an integer from 5 to 1440'],
  ])('refuses %j', (input, problem) => {
    expect(() => parseTuningRequest(input)).toThrow(problem);
  });

  it.each([
    [{ costTolerancePercent: 10 }, 'tolerance'],
    [{ costTolerancePercent: 10, strategy: 'value' }, 'value'],
    [{ durationMsMax: 300 }, 'limit'],
    [{ strategy: 'limit', durationMsMax: 300, percentile: 99 }, 'limit'],
    [{ strategy: 'speed' }, 'speed'],
  ])('reads %j as strategy %s', (fields, strategy) => {
    expect(parseTuningRequest({ functionName: 'f', ...fields }).request).toMatchObject({
      ...fields,
      strategy,
    });
  });

  it.each([
    [{ strategy: 'tolerance' }, '"costTolerancePercent" must be given'],
    [{ strategy: 'limit' }, '"durationMsMax" must be given'],
    [{ strategy: 'cost', durationMsMax: 5 }, '"durationMsMax" must not be given'],
    [{ costTolerancePercent: 5, durationMsMax: 5 }, 'must not both be given'],
    [{ powerValues: { minMb: 512, maxMb: 256 } }, 'must have "minMb" at most "maxMb"'],
    [{ powerValues: { minMb: 64, maxMb: 256 } }, '"powerValues.minMb" must be an integer'],
    [{ payload: {}, payloads: [] }, 'must not both be given'],
    [{ payloads: [{ payload: '{', weight: 1 }] }, '"payloads[0].payload" must be a JSON value'],
    [{ payloads: [{ payload: {}, weight: 0 }] }, '"payloads[0].weight" must be a number above 0'],
  ])('refuses %j, because %s', (fields, problem) => {
    expect(() => parseTuningRequest({ functionName: 'f', ...fields })).toThrow(problem);
  });

  it('accepts classes of payloads with weights, and a range of sizes', () => {
    const parsed = parseTuningRequest({
      functionName: 'f',
      powerValues: { minMb: 256, maxMb: 1024 },
      payloads: [
        { payload: { kind: 'small' }, weight: 9 },
        { payload: { kind: 'large' }, weight: 1 },
        { payload: null, weight: 1 },
      ],
    });

    expect(parsed.request).toMatchObject({
      powerValues: { minMb: 256, maxMb: 1024 },
      payloadWeights: [9, 1, 1],
    });
    expect(parsed.payloadTexts).toEqual(['{"kind":"small"}', '{"kind":"large"}', 'null']);
  });
});
