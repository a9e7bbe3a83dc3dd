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
 * The budget of a fleet, and how it is used. A promise to a run counts as spent until the run has
 * ended and returns what it did not use, so the budget holds however the runs overlap.
 */
export const ledgerSchema = z.strictObject({
  budget: amountsSchema,
  /** Spent by runs that have ended. */
  spent: amountsSchema,
  /**
   * Promised to runs under way, by the position of their function; at most as many entries as runs
   * at the same time.
   */
  promised: z.record(z.string(), amountsSchema),
  /** Needed by functions that wait for budget, by their position. */
  waiting: z.record(z.string(), amountsSchema),
  settledCount: z.int(),
});

export type Ledger = Readonly<z.infer<typeof ledgerSchema>>;

/** A function that claims a part of the budget. */
export interface Claimant {
  /** Position in the fleet, which is sorted by expected saving per invocation. */
  readonly position: number;
  readonly need: Amounts;
}

/** Answer to a claim. */
export type Claim =
  | { readonly kind: 'granted'; readonly amounts: Amounts }
  /** Not yet: runs under way may return enough. */
  | { readonly kind: 'wait' }
  /** Never: too little is left, whatever the runs return. */
  | { readonly kind: 'usedUp'; readonly left: Amounts };

/**
 * Share of its need with which a run usually still reaches a verdict: without a budget a run makes
 * 12 of at most 36 invocations.
 */
const LEAST_PART = 1 / 3;

/** Creates a ledger from which nothing was taken yet. */
export function openLedger(budget: Amounts): Ledger {
  return { budget, spent: NOTHING, promised: {}, waiting: {}, settledCount: 0 };
}

/**
 * Claims what a function needs. Functions claim in the order of their expected saving per
 * invocation, which solves the knapsack problem greedily, and again with what each ended run
 * returns. A function that does not fit now waits while runs are under way, and later functions
 * leave it what it needs.
 *
 * A repeated claim gets the same answer as the first one.
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
 * Books what a run has spent and takes back the rest of its promise. For a function that was
 * waiting and will not be measured, removes it from the waiting ones. Changes nothing if there is
 * neither, for example when it is repeated.
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

/** Returns what is neither spent nor promised. */
function freeOf({ budget, spent, promised }: Ledger): Amounts {
  return difference(budget, sumOf([spent, ...Object.values(promised)]));
}

/** Adds up what the waiting functions with an earlier position need. */
function neededBefore({ waiting }: Pick<Ledger, 'waiting'>, position: number): Amounts {
  return sumOf(
    Object.entries(waiting).flatMap(([other, need]) => (Number(other) < position ? need : [])),
  );
}
