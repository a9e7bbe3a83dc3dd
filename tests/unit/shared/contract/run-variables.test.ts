import { describe, expect, it } from '@jest/globals';
import { readTierVariable } from '../../../../shared/contract/run-variables.ts';

describe('readTierVariable()', () => {
  const begun = { round: 2, powerValue: 512, progress: null, direct: null };
  const tier = { kind: 'inline', value: { any: 1 } };

  it('reads a size under measurement as failed, with its measurements', () => {
    expect(readTierVariable({ ...begun, progress: tier, isPrepared: true })).toEqual({
      name: '512',
      result: {
        ...begun,
        progress: tier,
        failure: expect.objectContaining({ Error: 'RunStopped' }),
      },
    });
  });

  it('reads a measured size and a refused one unchanged', () => {
    const outcome = { kind: 'infeasible', reason: 'notAllowed', message: 'too large' };

    expect(readTierVariable({ ...begun, tier, status: 'complete' })?.result).toEqual({
      round: 2,
      tier,
    });
    expect(readTierVariable({ ...begun, outcome, isPrepared: false })?.result).toEqual({
      round: 2,
      powerValue: 512,
      outcome,
    });
  });

  it('reads nothing from any other value', () => {
    expect([undefined, null, 1, {}, { round: 1 }].map(readTierVariable)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});
