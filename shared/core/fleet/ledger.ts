import * as z from 'zod/mini';
import {
  type Amounts,
  amountsSchema,
  difference,
  isWithin,
  NOTHING,
  smaller,
  sumOf,
} from './amounts.ts';

/**
 * The budget of a fleet, and where it is. What is promised to a run counts as gone until the run has
 * ended and what it did not use comes back, so that the budget holds however the runs overlap.
 */
export const ledgerSchema = z.strictObject({
  budget: amountsSchema,
  /** By runs that have ended. */
  spent: amountsSchema,
  /** To runs under way, by the position of their function: as many as run at once. */
  promised: z.record(z.string(), amountsSchema),
  /** What functions need that wait for it, in the same way. */
  waiting: z.record(z.string(), amountsSchema),
  settledCount: z.int(),
});

export type Ledger = Readonly<z.infer<typeof ledgerSchema>>;

/** A function that wants to be measured. */
export interface Claimant {
  /** Among the functions of the fleet, by expected saving per invocation. */
  readonly position: number;
  readonly need: Amounts;
}

/** What a function may spend now. */
export type Claim =
  | { readonly kind: 'granted'; readonly amounts: Amounts }
  /** Not yet: what runs under way give back may be enough. */
  | { readonly kind: 'wait' }
  /** Never: what is left is too little, whatever comes back. */
  | { readonly kind: 'usedUp'; readonly left: Amounts };

/**
 * Part of what a run may need with which it still comes to a verdict, as a rule: without a budget it
 * takes 12 of 36 invocations.
 */
const LEAST_PART = 1 / 3;

/** A ledger from which nothing was taken yet. */
export function openLedger(budget: Amounts): Ledger {
  return { budget, spent: NOTHING, promised: {}, waiting: {}, settledCount: 0 };
}

/**
 * Claims what a function needs. Functions come in the order of their expected saving per invocation,
 * so that this solves the knapsack greedily, and again with what every run gives back: a function
 * that does not fit now waits while runs are under way, and those after it leave it what it needs.
 *
 * A claim that is repeated has the answer of the first one.
 */
export function claim(
  ledger: Ledger,
  { position, need }: Claimant,
): { readonly ledger: Ledger; readonly claim: Claim } {
  const before = ledger.promised[position];
  if (before !== undefined) {
    return { ledger, claim: { kind: 'granted', amounts: before } };
  }
  const { [position]: _own, ...waiting } = ledger.waiting;
  const others = { ...ledger, waiting };
  const free = freeOf(ledger);
  const grant = (amounts: Amounts) => ({
    ledger: { ...others, promised: { ...ledger.promised, [position]: amounts } },
    claim: { kind: 'granted', amounts } as const,
  });
  if (isWithin(need, difference(free, neededBefore(others, position)))) {
    return grant(need);
  }
  const left = difference(ledger.budget, ledger.spent);
  const least = { invocations: need.invocations * LEAST_PART, usd: need.usd * LEAST_PART };
  if (!isWithin(least, left)) {
    return { ledger: others, claim: { kind: 'usedUp', left } };
  }
  return Object.keys(ledger.promised).length > 0
    ? {
        ledger: { ...ledger, waiting: { ...waiting, [position]: need } },
        claim: { kind: 'wait' },
      }
    : grant(smaller(need, { invocations: Math.floor(free.invocations), usd: free.usd }));
}

/**
 * Takes back what a run did not use, or what a function waited for that is not measured. Nothing
 * changes where there is neither, as when it is repeated.
 */
export function settle(ledger: Ledger, position: number, spent: Amounts): Ledger {
  const { [position]: wanted, ...waiting } = ledger.waiting;
  const { [position]: settled, ...promised } = ledger.promised;
  if (settled === undefined) {
    return wanted === undefined ? ledger : { ...ledger, waiting };
  }
  return {
    ...ledger,
    spent: sumOf([ledger.spent, spent]),
    promised,
    settledCount: ledger.settledCount + 1,
  };
}

/** What is neither spent nor promised. */
function freeOf({ budget, spent, promised }: Ledger): Amounts {
  return difference(budget, sumOf([spent, ...Object.values(promised)]));
}

/** What functions wait for that come before. */
function neededBefore({ waiting }: Pick<Ledger, 'waiting'>, position: number): Amounts {
  return sumOf(
    Object.entries(waiting).flatMap(([other, need]) => (Number(other) < position ? need : [])),
  );
}
