import type { ReleaseSide } from '../measurement/release-clone.ts';

/** What one clone was measured at: the logarithm of a duration or a cost. */
export interface CloneFigure {
  readonly side: ReleaseSide;
  /** Clones of one block were measured in the same minutes. */
  readonly block: number;
  readonly value: number;
}

/** By how much the new release differs from the old one, as a difference of logarithms. */
export interface BlockedEffect {
  readonly effect: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/**
 * Compares two sides within blocks: what a block has in common, such as a slow hour of the
 * platform, cancels. The clone is the unit, not the invocation: invocations of one clone share its
 * host, so that more of them do not tell more about the code.
 *
 * @returns `undefined` where no block has both sides, or nothing tells how much clones of one
 *   release differ.
 */
export function blockedEffect(figures: readonly CloneFigure[]): BlockedEffect | undefined {
  const blocks = [...Map.groupBy(figures, ({ block }) => block).values()]
    .map((block) => ({ old: sideOf(block, 'old'), new: sideOf(block, 'new') }))
    .filter((block) => block.old.count > 0 && block.new.count > 0);
  const degreesOfFreedom = sum(blocks, (block) => block.old.count + block.new.count - 2);
  if (degreesOfFreedom === 0) return undefined;
  const variance = sum(blocks, (block) => block.old.squares + block.new.squares) / degreesOfFreedom;
  // Each block weighs as much as it knows: the inverse of its difference's variance.
  const weightOf = (block: (typeof blocks)[number]) =>
    1 / (1 / block.old.count + 1 / block.new.count);
  const weights = sum(blocks, weightOf);
  return {
    effect: sum(blocks, (block) => weightOf(block) * (block.new.mean - block.old.mean)) / weights,
    standardError: Math.sqrt(variance / weights),
    degreesOfFreedom,
  };
}

interface Side {
  readonly count: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
}

function sideOf(block: readonly CloneFigure[], side: ReleaseSide): Side {
  const values = block.filter((figure) => figure.side === side).map(({ value }) => value);
  const mean = values.length === 0 ? 0 : sum(values, (value) => value) / values.length;
  return { count: values.length, mean, squares: sum(values, (value) => (value - mean) ** 2) };
}

function sum<T>(items: readonly T[], term: (item: T) => number): number {
  return items.reduce((total, item) => total + term(item), 0);
}
