import type { OtherDecision } from '../../shared/contract/evidence.ts';
import { otherArchitecture, pairedStates } from '../../shared/contract/other-architecture.ts';
import type { ReasonAboutTiersInput } from '../../shared/contract/reason-about-tiers.ts';
import type { TuningFacts } from '../../shared/contract/tuning-state.ts';
import {
  type ArchitectureAdvice,
  architectureAdvice,
} from '../../shared/core/advice/architecture-advice.ts';
import { shownSize } from '../../shared/core/advice/shown-size.ts';
import type { BriefedOther } from '../../shared/core/brief/brief.ts';
import { ofOtherArchitecture } from '../../shared/core/measurement/tier.ts';
import { tierFigures } from '../../shared/core/measurement/tier-figures.ts';
import { decideTuning } from '../../shared/core/planner/tuning-decision.ts';
import { monthlyRate } from '../../shared/core/production/production-picture.ts';

/** Measurements on the architecture that the function does not have. */
export interface MeasuredOther {
  /** Absent if no size can be picked there. */
  readonly decided?: OtherDecision;
  /** Returns what a move is worth, compared with this size on the present architecture, MB. */
  adviseAt(recommendedMb: number): ArchitectureAdvice;
  /** Returns the same facts for a model. */
  briefAt(recommendedMb: number): BriefedOther;
}

/**
 * Returns the other architecture's measurements; `undefined` if the request does not ask for them.
 */
export function measuredOther(
  { request, target, production }: ReasonAboutTiersInput,
  { tiers, earlierTiers }: Pick<TuningFacts, 'tiers' | 'earlierTiers'>,
): MeasuredOther | undefined {
  const architecture = otherArchitecture(request, target);
  if (architecture === undefined) return undefined;
  const states = pairedStates(
    { request, target, tiers, earlierTiers, production, concurrencyMax: 1 },
    architecture,
  );
  const { price } = states.other;
  const { ephemeralStorageMb } = target;
  const own = ofOtherArchitecture(tiers, architecture);
  const decision = decideTuning(states.other);
  const sizes = decision.kind === 'picked' ? decision.tiers : [];
  const adviseAt = (recommendedMb: number) =>
    architectureAdvice({
      ...states,
      recommendedMb,
      improvementPercentMin: request.improvementPercentMin,
      monthlyRate: monthlyRate(production, request.invocationsPerMonth),
    });
  return {
    ...(decision.kind === 'picked' && { decided: { architecture, decision } }),
    adviseAt,
    briefAt: (recommendedMb) => ({
      architecture,
      advice: adviseAt(recommendedMb),
      tiers: own,
      measured: own.flatMap((tier) => tierFigures(tier, { price, ephemeralStorageMb }) ?? []),
      sizes: sizes.map((tier) => shownSize(tier, tier.warmCount)),
    }),
  };
}
