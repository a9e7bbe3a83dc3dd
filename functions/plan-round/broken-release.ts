import { type Baseline, oldRelease } from '../../shared/contract/baseline.ts';
import type { TargetFunction } from '../../shared/contract/target-function.ts';
import { RELEASE_SIDES, type ReleaseSide } from '../../shared/core/measurement/release-clone.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import {
  NoTierMeasuredError,
  ReleaseBrokenError,
  RevisionConflictError,
} from '../../shared/errors.ts';

/**
 * Ends a comparison in which one side does not work: a release that runs out of memory has failed,
 * and its durations are not compared.
 *
 * @throws {ReleaseBrokenError} If a release fails by itself: its own error, memory or timeout.
 * @throws {RevisionConflictError} If a release was changed while it was being measured.
 * @throws {NoTierMeasuredError} If no clone of a release could be made or invoked in a block.
 */
export function refuseBrokenRelease(
  tiers: readonly Tier[],
  { target, baseline }: { readonly target: TargetFunction; readonly baseline: Baseline },
): void {
  for (const side of RELEASE_SIDES) {
    const ofSide = tiers.filter(({ release }) => release?.side === side);
    const { functionName, memoryMb } = target;
    const what = `${sideText(side, side === 'new' ? target : oldRelease(baseline))} of "${functionName}"`;
    const failure = ofSide.map(ownFailure).find((message) => message !== undefined);
    if (failure !== undefined) {
      throw new ReleaseBrokenError(
        `Cannot compare releases: the ${what} does not work at ${memoryMb} MB: ${failure}. Check the event ("payload") first: both releases get the same`,
      );
    }
    for (const block of blocksOf(ofSide)) {
      refuseLostBlock(block, what);
    }
  }
}

function blocksOf(tiers: readonly Tier[]): readonly (readonly Tier[])[] {
  return [...Map.groupBy(tiers, ({ release }) => release?.block).values()];
}

function refuseLostBlock(block: readonly Tier[], what: string): void {
  const failures = block.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome] : []));
  const [first] = failures;
  const conflict = failures.find(({ category }) => category === 'conflict');
  if (conflict !== undefined) {
    throw new RevisionConflictError(
      `Cannot compare releases: the ${what} was changed while it was being measured: start again: ${conflict.message}`,
    );
  }
  if (first !== undefined && failures.length === block.length) {
    throw new NoTierMeasuredError(
      `Cannot compare releases: no clone of the ${what} could be measured: ${first.errorName}: ${first.message}`,
    );
  }
}

/**
 * Returns what a release itself does wrong; `undefined` if nothing failed, or only the tuner or AWS
 * did.
 */
function ownFailure({ outcome }: Tier): string | undefined {
  switch (outcome.kind) {
    case 'measured':
      return undefined;
    case 'infeasible':
      return `${INFEASIBLE_TEXTS[outcome.reason]}: ${outcome.message}`;
    case 'failed':
      return outcome.category === undefined
        ? `${outcome.errorName}: ${outcome.message}`
        : undefined;
  }
}

const INFEASIBLE_TEXTS = {
  outOfMemory: 'it runs out of memory',
  timeout: 'it times out',
  notAllowed: 'the account does not allow this size',
} as const;

function sideText(side: ReleaseSide, { qualifier }: Pick<TargetFunction, 'qualifier'>): string {
  return `${side} release (${qualifier ?? '$LATEST'})`;
}
