import type { ReleaseSide } from '../measurement/release-clone.ts';

/** What one clone took or cost, as the natural logarithm of a duration or a cost. */
export interface CloneFigure {
  readonly side: ReleaseSide;
  /** Clones of one block were measured in the same minutes. */
  readonly block: number;
  readonly value: number;
}

/** The difference between the new and the old release, as a difference of logarithms. */
export interface BlockedEffect {
  readonly effect: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/**
 * Compares two releases block by block, so that everything a block has in common, such as a slow
 * hour of the platform, cancels out. The unit is the clone, not the invocation: invocations of one
 * clone share its host, so more of them reveal little more about the code.
 *
 * @returns `undefined` if no block has both releases, or if no block has enough clones to show how
 *   much clones of one release differ.
 */
export function blockedEffect(figures: readonly CloneFigure[]): BlockedEffect | undefined {
  const blocks = [...Map.groupBy(figures, ({ block }) => block).values()]
    .map((block) => ({ old: sideOf(block, 'old'), new: sideOf(block, 'new') }))
    .filter((block) => block.old.count > 0 && block.new.count > 0);
  const degreesOfFreedom = sum(blocks, (block) => block.old.count + block.new.count - 2);
  if (degreesOfFreedom === 0) return undefined;
  const variance = sum(blocks, (block) => block.old.squares + block.new.squares) / degreesOfFreedom;
  // Weighs each block by the inverse of the variance of its difference.
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
