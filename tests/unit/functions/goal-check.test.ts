import { describe, expect, it } from '@jest/globals';
import { checkTranslation } from '../../../functions/translate-goal/goal-check.ts';

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
  ])('accepts %j for %j', (fields, goal) => {
    expect(check(fields, goal)).toEqual(fields);
  });

  it.each([
    [{ strategy: 'balanced', balancedWeight: 0.9 }, 'fast and cheap alike', 'does not name 0.9'],
    [{ strategy: 'cheapest' }, 'cheap', '"strategy" must be one of'],
    [{ apply: true }, 'apply it', '"apply" is not a known field'],
    [{}, 'make it nice', 'at least one field must be set'],
    [{ understood: '', strategy: 'cost' }, 'cheap', '"understood" must not be empty'],
  ])('refuses %j for %j', (fields, goal, problem) => {
    expect(check(fields, goal)).toContain(problem);
  });

  it('takes the reason why something cannot be expressed', () => {
    const answer = { understood: '', notExpressible: 'There is no field for the region.' };

    expect(checkTranslation(JSON.stringify(answer), 'move it to Paris')).toMatchObject({
      kind: 'accepted',
      answer: { notExpressible: 'There is no field for the region.' },
    });
  });

  it('refuses what is not JSON', () => {
    expect(checkTranslation('{"understood"', 'cheap').kind).toBe('refused');
  });
});
