import { describe, expect, it } from '@jest/globals';
import { claim, openLedger, settle } from '../../../../../shared/core/fleet/ledger.ts';

const need = { invocations: 36, usd: 0.01 };

describe('claim()', () => {
  it('lets a function wait while a run may return what it needs', () => {
    const opened = openLedger({ invocations: 60, usd: 1 });
    const first = claim(opened, { position: 0, need });
    const second = claim(first.ledger, { position: 1, need });
    const settled = settle(second.ledger, 0, { invocations: 12, usd: 0.001 });

    expect(first.claim).toEqual({ kind: 'granted', amounts: need });
    expect(second.claim).toEqual({ kind: 'wait' });
    expect(claim(settled, { position: 1, need }).claim).toEqual({ kind: 'granted', amounts: need });
  });

  it('reserves for a waiting function what it needs', () => {
    const first = claim(openLedger({ invocations: 60, usd: 1 }), { position: 0, need });
    const second = claim(first.ledger, { position: 1, need });
    const small = { position: 2, need: { invocations: 20, usd: 0.001 } };

    expect(claim(first.ledger, small).claim.kind).toBe('granted');
    expect(claim(second.ledger, small).claim.kind).toBe('wait');
  });

  it('grants what is left if it is at least a third of the need', () => {
    const grantOf = (invocations: number) =>
      claim(openLedger({ invocations, usd: 1 }), { position: 0, need }).claim;

    expect(grantOf(12)).toEqual({ kind: 'granted', amounts: { invocations: 12, usd: 0.01 } });
    expect(grantOf(11)).toEqual({ kind: 'usedUp', left: { invocations: 11, usd: 1 } });
  });

  it('limits USD in the same way as invocations', () => {
    const opened = openLedger({ invocations: 1000, usd: 0.003 });

    expect(claim(opened, { position: 0, need }).claim.kind).toBe('usedUp');
  });
});
