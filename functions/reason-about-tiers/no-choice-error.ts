import type { ReasonAboutTiersInput } from '../../shared/contract/reason-about-tiers.ts';
import type { TargetFunction } from '../../shared/contract/target-function.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import type { TierFigures } from '../../shared/core/measurement/tier-figures.ts';
import { NoTierMeasuredError, NoTierQualifiesError } from '../../shared/errors.ts';

/**
 * Returns the error that says why no size can be chosen: nothing was measured, or nothing measured
 * is allowed.
 */
export function noChoiceError(
  measured: readonly TierFigures[],
  tiers: readonly Tier[],
  { target, request }: ReasonAboutTiersInput,
): Error {
  if (measured.length === 0) {
    return new NoTierMeasuredError(explainNothingMeasured(tiers, target));
  }
  const sizes = measured.map(({ memoryMb }) => memoryMb).join(', ');
  return new NoTierQualifiesError(
    `Cannot choose a size for "${target.functionName}": none of the measured sizes (${sizes} MB) keeps what the request asks for: current values are "memoryHeadroomPercent" ${request.memoryHeadroomPercent}, "sizeRange" ${JSON.stringify(request.sizeRange ?? 'any')}. Loosen them, or allow more sizes with "powerValues"`,
  );
}

function explainNothingMeasured(tiers: readonly Tier[], target: TargetFunction): string {
  if (tiers.length > 0 && tiers.every(hasTimedOut)) {
    return `Cannot tune "${target.functionName}": it does not end within its timeout of ${target.timeoutSeconds} s at any measured size (${tiers.map(({ powerValue }) => powerValue).join(', ')} MB). Raise the timeout, or start with an event ("payload") that takes less time`;
  }
  const reasons = tiers.map(({ powerValue: size, outcome }) => ({
    size,
    text: outcome.kind === 'measured' ? 'no sample that counts' : outcomeText(outcome),
  }));
  const distinct = new Set(reasons.map(({ text }) => text));
  const [only] = distinct;
  return distinct.size === 1
    ? `Cannot tune "${target.functionName}": it could not be measured at any size (${reasons.map(({ size }) => size).join(', ')} MB): ${only}`
    : `Cannot tune "${target.functionName}": it could not be measured at any size: ${reasons
        .map(({ size, text }) => `at ${size} MB: ${text}`)
        .join('; ')}`;
}

function hasTimedOut({ outcome }: Tier): boolean {
  return outcome.kind === 'infeasible' && outcome.reason === 'timeout';
}

function outcomeText(outcome: Exclude<Tier['outcome'], { kind: 'measured' }>): string {
  return outcome.kind === 'infeasible'
    ? `${outcome.reason}: ${outcome.message}`
    : `${outcome.errorName}: ${outcome.message}`;
}
