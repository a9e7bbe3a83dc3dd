import type { Amounts } from './amounts.ts';

/** A function with the need of its run and its expected saving. */
interface Ordered {
  readonly functionName: string;
  readonly need: Amounts;
  /** Absent if production's data are not enough for an estimate. */
  readonly expected?: { readonly savingUsdPerMonth: number };
}

/**
 * Sorts functions by expected saving per invocation, largest first, and those without an estimate
 * last. Ties are sorted by name, so that the order is always the same.
 */
export function byExpectedSavingPerInvocation<T extends Ordered>(
  functions: readonly T[],
): readonly T[] {
  return functions.toSorted(
    (a, b) => worthOf(b) - worthOf(a) || (a.functionName < b.functionName ? -1 : 1),
  );
}

function worthOf({ expected, need }: Ordered): number {
  return expected === undefined ? -1 : expected.savingUsdPerMonth / need.invocations;
}
