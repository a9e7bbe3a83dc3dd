import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Amounts, sumOf } from '../../../../../shared/core/fleet/amounts.ts';
import {
  type Claim,
  claim,
  type Ledger,
  openLedger,
  settle,
} from '../../../../../shared/core/fleet/ledger.ts';

/** Sums of USD are subject to rounding. */
const USD_TOLERANCE = 1e-9;

const amounts = (invocationsMax: number, usdMax: number): fc.Arbitrary<Amounts> =>
  fc.record({
    invocations: fc.integer({ min: 1, max: invocationsMax }),
    usd: fc.double({ min: 1e-6, max: usdMax, noNaN: true }),
  });

const fleets = fc.record({
  budget: amounts(300, 3),
  /** The need of each function, and the share of its promise that its run uses. */
  functions: fc.array(
    fc.record({ need: amounts(40, 0.5), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
    { minLength: 1, maxLength: 25 },
  ),
  /** The function that acts next, for each turn. */
  turns: fc.array(fc.nat(), { maxLength: 300 }),
});

type Ending = 'waiting' | 'running' | 'settled' | 'usedUp';

/** Plays claims and settlements in a random order, then in turn until all functions are done. */
function play(
  { budget, functions, turns }: typeof fleets extends fc.Arbitrary<infer T> ? T : never,
  check: (ledger: Ledger) => void,
) {
  let ledger = openLedger(budget);
  const endings: Ending[] = functions.map(() => 'waiting');
  const granted = new Map<number, Amounts>();
  const spentOf = (position: number): Amounts => {
    const { invocations = 0, usd = 0 } = granted.get(position) ?? {};
    const { part = 0 } = functions[position] ?? {};
    return { invocations: Math.floor(part * invocations), usd: part * usd };
  };
  const act = (position: number) => {
    if (endings[position] === 'running') {
      ledger = settle(ledger, position, spentOf(position));
      endings[position] = 'settled';
    } else if (endings[position] === 'waiting') {
      const need = functions[position]?.need ?? { invocations: 1, usd: 0 };
      const answer: { ledger: Ledger; claim: Claim } = claim(ledger, { position, need });
      ledger = answer.ledger;
      if (answer.claim.kind === 'granted') {
        granted.set(position, answer.claim.amounts);
        endings[position] = 'running';
      } else if (answer.claim.kind === 'usedUp') {
        endings[position] = 'usedUp';
      }
    }
    check(ledger);
  };
  for (const turn of turns) act(turn % functions.length);
  // Every function acts once per round, and in each round at least one of them progresses.
  for (let round = 0; round <= 3 * functions.length; round += 1) {
    for (const position of functions.keys()) act(position);
  }
  return { ledger, endings, spent: [...granted.keys()].map(spentOf) };
}

describe('the ledger of a fleet', () => {
  it('never promises and spends more than the budget, in any order of claims and results', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        play(fleet, ({ budget, spent, promised }) => {
          const gone = sumOf([spent, ...Object.values(promised)]);
          expect(gone.invocations).toBeLessThanOrEqual(budget.invocations);
          expect(gone.usd).toBeLessThanOrEqual(budget.usd + USD_TOLERANCE);
        });
      }),
    );
  });

  it('ends with every function either settled or refused because the budget is used up', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const { endings, ledger } = play(fleet, () => undefined);

        expect(endings.filter((each) => each !== 'settled' && each !== 'usedUp')).toEqual([]);
        expect(ledger.settledCount).toBe(endings.filter((each) => each === 'settled').length);
        expect([ledger.promised, ledger.waiting]).toEqual([{}, {}]);
      }),
    );
  });

  it('records exactly what its runs have spent', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const { ledger, spent } = play(fleet, () => undefined);

        expect(ledger.spent.invocations).toBe(sumOf(spent).invocations);
        expect(ledger.spent.usd).toBeCloseTo(sumOf(spent).usd, 9);
      }),
    );
  });

  it('gives a repeated claim the same answer, and settles only once', () => {
    fc.assert(
      fc.property(fleets, ({ budget, functions: [first] }) => {
        const claimant = { position: 0, need: first?.need ?? { invocations: 1, usd: 0 } };
        const once = claim(openLedger(budget), claimant);
        const settled = settle(once.ledger, 0, { invocations: 1, usd: 0 });

        expect(claim(once.ledger, claimant)).toEqual(once);
        expect(settle(settled, 0, { invocations: 1, usd: 0 })).toEqual(settled);
      }),
    );
  });
});
