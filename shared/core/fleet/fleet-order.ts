import type { Amounts } from './amounts.ts';

/** A function, what its run takes, and what it is expected to bring. */
interface Ordered {
  readonly functionName: string;
  readonly need: Amounts;
  /** Absent where production does not tell. */
  readonly expected?: { readonly savingUsdPerMonth: number };
}

/**
 * Functions by expected saving per invocation, most first; those of which nothing is known last.
 * Equal ones by name, so that the order is always the same.
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
