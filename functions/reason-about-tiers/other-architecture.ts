import { otherArchitecture, pairedStates } from '../../shared/contract/other-architecture.ts';
import type { Decision, ReasonAboutTiersInput } from '../../shared/contract/reason-about-tiers.ts';
import type { TuningFacts } from '../../shared/contract/tuning-state.ts';
import { architectureAdvice } from '../../shared/core/advice/architecture-advice.ts';
import { monthlyRate } from '../../shared/core/production/production-picture.ts';

/** The advice on the other architecture, where the request asks for it. */
export function adviceOnArchitecture(
  { request, target, production }: ReasonAboutTiersInput,
  { tiers, earlierTiers }: Pick<TuningFacts, 'tiers' | 'earlierTiers'>,
  recommendedMb: number,
): Pick<Decision, 'architecture'> {
  const architecture = otherArchitecture(request, target);
  if (architecture === undefined) return {};
  const facts = { request, target, tiers, earlierTiers, production, concurrencyMax: 1 };
  return {
    architecture: architectureAdvice({
      ...pairedStates(facts, architecture),
      recommendedMb,
      improvementPercentMin: request.improvementPercentMin,
      monthlyRate: monthlyRate(production, request.invocationsPerMonth),
    }),
  };
}
