import { describe, expect, it } from '@jest/globals';
import { requestOfTags } from '../../../../shared/contract/tag-request.ts';

const read = (text: string, autotuner = 'apply', request: Record<string, unknown> = {}) =>
  requestOfTags({ tags: { autotuner, 'autotuner:request': text }, request });

describe('requestOfTags()', () => {
  it.each([
    ['', {}],
    ['strategy=limit durationMsMax=300', { strategy: 'limit', durationMsMax: 300 }],
    ['balancedWeight=0.25', { balancedWeight: 0.25 }],
    ['powerValues=512', { powerValues: [512] }],
    ['powerValues=128/512/1769', { powerValues: [128, 512, 1769] }],
    ['powerValues=128-3008', { powerValues: { minMb: 128, maxMb: 3008 } }],
    ['  sizeRange=256-2048  fresh=true ', { sizeRange: { minMb: 256, maxMb: 2048 }, fresh: true }],
    ['architectures=x86_64/arm64', { architectures: ['x86_64', 'arm64'] }],
    ['applyTo=live watchMinutes=60', { applyTo: 'live', watchMinutes: 60 }],
  ])('reads the tag "%s"', (text, fields) => {
    expect(read(text)).toEqual({ apply: true, ...fields });
  });

  it.each([
    ['{"strategy": "cost"}', 'must be written as field=value'],
    ['strategy', '"strategy" must be written as field=value'],
    ['durationMsMax=', '"durationMsMax=" must be written as field=value'],
    ['speed=1', '"speed" must be one of powerValues, strategy'],
    ['functionName=other', '"functionName" must be one of'],
    ['payload=1', '"payload" must be one of'],
    ['toString=1', '"toString" must be one of'],
    ['sampleCount=3 sampleCount=4', '"sampleCount" must be given once'],
  ])('refuses the tag "%s"', (text, problem) => {
    expect(() => read(text)).toThrow(problem);
  });

  it('changes nothing if the tag says "recommend", whatever the deployment asks for', () => {
    const request = { apply: true, applyTo: 'live', watchMinutes: 60, sampleCount: 9 };

    expect(read('apply=false', 'recommend', request)).toEqual({ sampleCount: 9 });
    expect(() => read('watchMinutes=30', 'recommend')).toThrow(
      '"watchMinutes" must not be given where the tag "autotuner" is "recommend"',
    );
  });

  it('changes nothing if the deployment or the function says so', () => {
    expect(read('', 'apply', { apply: false })).toEqual({});
    expect(read('apply=false', 'apply', { apply: true, applyTo: 'live' })).toEqual({});
    expect(read('apply=true', 'apply', { apply: false })).toEqual({ apply: true });
  });

  it('gives the function’s objective precedence over the deployment’s', () => {
    const request = { strategy: 'tolerance', costTolerancePercent: 10, sampleCount: 9 };

    expect(read('strategy=speed', 'apply', request)).toEqual({
      apply: true,
      strategy: 'speed',
      sampleCount: 9,
    });
    expect(read('sampleCount=4', 'apply', request)).toEqual({
      apply: true,
      ...request,
      sampleCount: 4,
    });
  });
});
