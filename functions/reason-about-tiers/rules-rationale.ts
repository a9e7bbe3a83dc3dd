import type { TargetFunction } from '../../shared/contract/target-function.ts';
import type { Tier } from '../../shared/core/tier.ts';
import type { TierFigures } from '../../shared/core/tier-figures.ts';
import { tierOutcomeText } from '../../shared/core/tier-outcome-text.ts';
import type { Objective } from '../../shared/core/tuning-plan.ts';

/** What a rationale is written from. */
export interface RationaleFacts {
  readonly chosen: TierFigures;
  readonly measured: readonly TierFigures[];
  readonly tiers: readonly Tier[];
  readonly target: Pick<TargetFunction, 'powerValue'>;
  readonly objective: Objective;
}

/** Says in plain words why a size was chosen, from the figures alone. */
export function rulesRationale(facts: RationaleFacts): string {
  return [choice(facts), comparison(facts), exclusions(facts)]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

function choice({ chosen, measured, objective }: RationaleFacts): string {
  const what = {
    cost: 'is the cheapest',
    speed: 'is the fastest',
    balanced: 'is the best balance of cost and speed',
  }[objective.kind];
  return `${chosen.powerValue} MB ${what} of ${measured.length} sizes measured: ${usdPerMillion(chosen)} per million invocations at ${milliseconds(chosen)}.`;
}

/** Against the size the function has, where that one was measured too. */
function comparison({ chosen, measured, target }: RationaleFacts): string | undefined {
  const current = measured.find(({ powerValue }) => powerValue === target.powerValue);
  if (current === undefined) {
    return `The current size, ${target.powerValue} MB, was not among them.`;
  }
  if (current.powerValue === chosen.powerValue) {
    return 'The function already has this size.';
  }
  const cost = change(current.costUsdMean, chosen.costUsdMean, 'cheaper', 'dearer');
  const speed = change(current.durationMs.mean, chosen.durationMs.mean, 'faster', 'slower');
  return `Compared with ${current.powerValue} MB now (${usdPerMillion(current)} at ${milliseconds(current)}), that is ${cost} and ${speed}.`;
}

function exclusions({ tiers }: RationaleFacts): string | undefined {
  const excluded = tiers
    .filter(({ outcome }) => outcome.kind !== 'measured')
    .map(({ powerValue, outcome }) => `${powerValue} MB (${tierOutcomeText(outcome)})`);
  return excluded.length === 0 ? undefined : `Not possible: ${excluded.join(', ')}.`;
}

function change(before: number, after: number, less: string, more: string): string {
  const percent = Math.round((Math.abs(after - before) / before) * 100);
  return percent === 0 ? `no ${more}` : `${percent} % ${after < before ? less : more}`;
}

function usdPerMillion({ costUsdMean }: TierFigures): string {
  return `$${(costUsdMean * 1e6).toFixed(2)}`;
}

function milliseconds({ durationMs }: TierFigures): string {
  return `${durationMs.mean < 10 ? durationMs.mean.toFixed(1) : Math.round(durationMs.mean)} ms`;
}
