import type { BriefFacts } from '../../shared/core/brief/brief.ts';
import type { TierFigures } from '../../shared/core/measurement/tier-figures.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import type { Objective } from '../../shared/core/planner/objective.ts';
import type { PickedDecision } from '../../shared/core/planner/tuning-decision.ts';

/** What a rationale is written from. */
export interface RationaleFacts extends BriefFacts {
  readonly decision: PickedDecision;
}

/** Says in plain words why a size was chosen, from the figures alone. */
export function rulesRationale(facts: RationaleFacts): string {
  return [choice(facts), comparison(facts), trust(facts), exclusions(facts)]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

function choice({ choice: { tier }, measured, objective }: RationaleFacts): string {
  return `${tier.memoryMb} MB ${objectiveText(objective)} of ${measured.length} sizes measured, with ${usdPerMillion(tier)} per million invocations at ${milliseconds(tier)}.`;
}

function objectiveText(objective: Objective): string {
  switch (objective.kind) {
    case 'cost':
      return 'is expected to be the cheapest';
    case 'speed':
      return 'is expected to be the fastest';
    case 'balanced':
      return 'is expected to be the best balance of cost and speed';
    case 'value':
    case 'tolerance':
      return `is expected to be the fastest that costs at most ${objective.costTolerancePercent} % more than the cheapest`;
    case 'limit':
      return `is expected to be the cheapest that keeps p${objective.percentile} under ${objective.durationMsMax} ms`;
  }
}

/** How sure it is, and whether it matters. */
function trust({ decision }: RationaleFacts): string {
  const { flatRegion, probabilityRegretUnder5Percent: probability } = decision;
  const { powerValueMin, powerValueMax, withinPercent } = flatRegion;
  const sure = `With ${probabilityText(probability)} probability no other size is more than 5 % better.`;
  return powerValueMin === powerValueMax
    ? sure
    : `${sure} Anything from ${powerValueMin} to ${powerValueMax} MB is expected to cost within ${withinPercent} % of the cheapest.`;
}

/** Never certain: the draws behind it are finite. */
function probabilityText(probability: number): string {
  return probability > 0.99 ? 'over 99 %' : `${Math.round(probability * 100)} %`;
}

/** Against the size the function has, where that one was measured too. */
function comparison({
  choice: { tier: chosen },
  measured,
  target,
}: RationaleFacts): string | undefined {
  const current = measured.find(({ memoryMb }) => memoryMb === target.memoryMb);
  if (current === undefined) {
    return `The current size, ${target.memoryMb} MB, was not among them.`;
  }
  if (current.memoryMb === chosen.memoryMb) {
    return 'The function already has this size.';
  }
  const cost = change(current.costUsdMean, chosen.costUsdMean, 'cheaper', 'dearer');
  const speed = change(current.durationMs.mean, chosen.durationMs.mean, 'faster', 'slower');
  return `Compared with ${current.memoryMb} MB now (${usdPerMillion(current)} at ${milliseconds(current)}), that is ${cost} and ${speed}.`;
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
