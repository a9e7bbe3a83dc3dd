import { describe, expect, it } from '@jest/globals';
import { checkTranslation } from '../../../../shared/reasoning/goal-check.ts';

function check(fields: object, goal: string) {
  const answer = { understood: 'Understood.', notExpressible: '', ...fields };
  const checked = checkTranslation(JSON.stringify(answer), goal);
  return checked.kind === 'accepted' ? checked.answer.fields : checked.problems.join('; ');
}

describe('checkTranslation()', () => {
  it.each([
    [{ strategy: 'speed' }, 'as fast as possible'],
    [{ strategy: 'balanced', balancedWeight: 0.5 }, 'fast and cheap alike'],
    [{ strategy: 'balanced', balancedWeight: 0.7 }, 'weigh cost 70 %'],
    [
      { durationMsMax: 300, percentile: 95, sizeRange: { minMb: 128, maxMb: 2048 } },
      'keep p95 under 300 ms, otherwise as cheap as possible, never above 2 GB',
    ],
    [{ durationMsMax: 1_500 }, 'answer within 1.5 s'],
    [{ costTolerancePercent: 10, memoryHeadroomPercent: 20 }, '10 % dearer is fine, 20 % spare'],
  ])('accepts %j for %j', (fields, goal) => {
    expect(check(fields, goal)).toEqual(fields);
  });

  it.each([
    [{ strategy: 'balanced', balancedWeight: 0.9 }, 'fast and cheap alike', 'does not name 0.9'],
    [{ strategy: 'cheapest' }, 'cheap', '"strategy" must be one of'],
    [{ durationMsMax: 250 }, 'under 300 ms', 'does not name 250'],
    [{ durationMsMax: 300, strategy: 'cost' }, 'under 300 ms', 'belongs to "limit"'],
    [{ sizeRange: { maxMb: 2048 } }, 'at most 2 GB', '"sizeRange.minMb" must be an integer'],
    [{ apply: true }, 'apply it', '"apply" is not a known field'],
    [{}, 'make it nice', 'at least one field must be set'],
    [{ understood: '', strategy: 'cost' }, 'cheap', '"understood" must not be empty'],
    [{ understood: 'See <b>this</b>.', strategy: 'cost' }, 'cheap', 'texts must be plain'],
    [{ understood: '\u001b[2JCheap.', strategy: 'cost' }, 'cheap', 'texts must be plain'],
    [{ notExpressible: 'Read https://example.com.' }, 'move it', 'texts must be plain'],
  ])('refuses %j for %j', (fields, goal, problem) => {
    expect(check(fields, goal)).toContain(problem);
  });

  it('accepts the reason why something cannot be expressed', () => {
    const answer = { understood: '', notExpressible: 'There is no field for the region.' };

    expect(checkTranslation(JSON.stringify(answer), 'move it to Paris')).toMatchObject({
      kind: 'accepted',
      answer: { notExpressible: 'There is no field for the region.' },
    });
  });

  it('refuses text that is not JSON', () => {
    expect(checkTranslation('{"understood"', 'cheap').kind).toBe('refused');
  });
});
