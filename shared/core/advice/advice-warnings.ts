import { warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import type { PickedDecision } from '../planner/tuning-decision.ts';
import { tuningWarningText } from '../planner/tuning-warning-text.ts';
import { type ProductionPicture, productionWarnings } from '../production/production-picture.ts';
import { type Drift, driftWarnings } from './drift.ts';
import type { Noise } from './noise.ts';
import { noiseText } from './noise-text.ts';

/** Facts that warnings are derived from. */
export interface WarningFacts {
  readonly decision: PickedDecision;
  readonly noises: readonly Noise[];
  readonly tiers: readonly Tier[];
  readonly production: ProductionPicture;
  readonly timeoutSeconds: number;
  readonly presentMb: number;
  readonly drift: Drift;
  readonly stackName?: string;
}

/** Returns the distinct warnings of a run, in the order drift, noise, function, production. */
export function adviceWarnings({
  decision,
  noises,
  tiers,
  production,
  timeoutSeconds,
  presentMb,
  drift,
  stackName,
}: WarningFacts): readonly string[] {
  const slowest = tiers
    .map(({ powerValue: memoryMb, samples }) => ({
      memoryMb,
      durationMs: Math.max(0, ...warmSamples(samples).map(({ durationMs }) => durationMs)),
    }))
    .toSorted((a, b) => b.durationMs - a.durationMs)[0];
  return [
    ...new Set([
      ...driftWarnings({ drift, presentMb, stackName }),
      ...noises.map((noise) => noiseText(noise, decision.coldStarts)),
      ...decision.warnings.map(tuningWarningText),
      ...productionWarnings({ picture: production, timeoutSeconds, slowest }),
    ]),
  ];
}
