/**
 * Fits the planner's prior to the curves of `--traces DIR` by marginal likelihood (coordinate
 * ascent from a neutral start), without the family of `--leave-out NAME`, and prints it as JSON for
 * the bench's `--settings`. Families are weighted by the square root of their number of functions.
 */
import { parseArgs } from 'node:util';
import {
  type CurvePrior,
  DEFAULT_CURVE_PRIOR,
} from '../../../shared/core/posterior/curve-prior.ts';
import { curveWeights } from '../../../shared/core/posterior/curve-weights.ts';
import { durationShapes } from '../../../shared/core/posterior/duration-shapes.ts';
import type { TierEvidence } from '../../../shared/core/posterior/tier-evidence.ts';
import { priceOf } from '../../../shared/core/pricing/price-table.ts';
import { type MeasuredFunction, readMeasuredFunctions } from './measured-function.ts';
import { isApart } from './scenarios.ts';
import { type TruthShape, truthOf } from './truth.ts';

const POINT_COUNT = 13;
const ROUND_COUNT = 3;
const STEP_START = 0.5;
const STEP_SHRINK = 0.6;

/** Standard deviation with which the truth is assumed to be known: 0.05 / sqrt(25) = 1 %. */
const TRUTH_NOISE_SD = 0.05;
const TRUTH_COUNT = 25;

type Parameters = Readonly<Record<string, number>>;

/** Shares are logits and spreads are logarithms, so that any step is allowed. */
const START: Parameters = {
  fixedShare: 0,
  fixedMean: -1,
  fixedSd: Math.log(2),
  parallelShare: -0.8,
  parallelMean: 0,
  pressureShare: 0,
  pressureMean: -3,
  pressureSd: Math.log(2),
  kneeMean: 0,
  kneeSd: Math.log(0.08),
  bumpX86: 0.03,
  bumpArm: 0,
  bumpSd: Math.log(0.03),
  centreX86: Math.log(0.8),
  centreArm: Math.log(0.8),
  kneeArm: 0,
};

/** Parameters that are small numbers by nature and change in small steps. */
const FINE: ReadonlySet<string> = new Set(['kneeMean', 'kneeArm', 'bumpX86', 'bumpArm']);
const FINE_STEP = 0.12;

function priorOf(own: Parameters): CurvePrior {
  const share = (name: string) => 1 / (1 + Math.exp(-(own[name] ?? 0)));
  const value = (name: string) => own[name] ?? 0;
  const knee = { logKneeSd: Math.exp(value('kneeSd')), bumpSd: Math.exp(value('bumpSd')) };
  return {
    ...DEFAULT_CURVE_PRIOR,
    fixed: {
      share: share('fixedShare'),
      logMean: value('fixedMean'),
      logSd: Math.exp(value('fixedSd')),
    },
    parallel: { share: share('parallelShare'), logMean: value('parallelMean'), logSd: 1.1 },
    pressure: {
      share: share('pressureShare'),
      logMean: value('pressureMean'),
      logSd: Math.exp(value('pressureSd')),
    },
    knee: {
      x86_64: {
        ...knee,
        logKneeMean: value('kneeMean'),
        bumpMean: value('bumpX86'),
        bumpCentre: Math.exp(value('centreX86')),
        bumpWidth: 0.25,
      },
      arm64: {
        ...knee,
        logKneeMean: value('kneeMean') + value('kneeArm'),
        bumpMean: value('bumpArm'),
        bumpCentre: Math.exp(value('centreArm')),
        bumpWidth: 0.3,
      },
    },
    burstShare: 0,
    noiseSds: [TRUTH_NOISE_SD],
    noiseWeights: [1],
  };
}

interface Curve {
  readonly architecture: MeasuredFunction['architecture'];
  readonly weight: number;
  readonly evidence: readonly TierEvidence[];
}

function main(): void {
  const { values } = parseArgs({
    options: {
      traces: { type: 'string', default: '.' },
      'leave-out': { type: 'string', default: '' },
    },
  });
  const leftOut = values['leave-out'];
  const functions = readMeasuredFunctions(values.traces).filter(
    (own) => !isApart(own) && (leftOut === '' || !own.name.startsWith(leftOut)),
  );
  const curves = functions.flatMap((measured) =>
    (['smooth', 'step'] as const).map((shape) => curveOf(measured, shape, functions)),
  );
  const { knee, fixed, parallel, pressure } = priorOf(ascend(curves));
  console.log(JSON.stringify({ prior: { knee, fixed, parallel, pressure } }));
}

function curveOf(
  measured: MeasuredFunction,
  shape: TruthShape,
  functions: readonly MeasuredFunction[],
): Curve {
  const { architecture, name } = measured;
  const family = name.split('-')[0] ?? '';
  const count = functions.filter((other) => other.name.startsWith(family)).length;
  const truth = truthOf(measured, shape, priceOf('us-east-1', architecture));
  const [memoryMbMin, memoryMbMax] = [truth.sizesMb[0] ?? 0, truth.sizesMb.at(-1) ?? 0];
  const evidence = Array.from({ length: POINT_COUNT }, (_, index): TierEvidence => {
    const share = index / (POINT_COUNT - 1);
    const memoryMb = Math.round(memoryMbMin * (memoryMbMax / memoryMbMin) ** share);
    return {
      memoryMb,
      logMemory: Math.log(memoryMb),
      logDurationMs: Math.log(truth.durationMs(memoryMb)),
      warmCount: 1,
      effectiveCount: TRUTH_COUNT,
      laneCount: TRUTH_COUNT,
      squaredDeviations: 0,
      ownSd: 0,
      sharedShiftSd: 0,
    };
  });
  return { architecture, weight: 1 / Math.sqrt(count), evidence };
}

function scoreOf(curves: readonly Curve[], parameters: Parameters): number {
  const prior = priorOf(parameters);
  const shapes = {
    x86_64: durationShapes(prior, prior.knee.x86_64),
    arm64: durationShapes(prior, prior.knee.arm64),
  };
  return curves.reduce((sum, { architecture, evidence, weight }) => {
    const options = { prior, burstCpuMs: Number.POSITIVE_INFINITY };
    return sum + weight * curveWeights(evidence, shapes[architecture], options).logEvidence;
  }, 0);
}

function ascend(curves: readonly Curve[]): Parameters {
  let best = START;
  let bestScore = scoreOf(curves, best);
  for (let round = 0; round < ROUND_COUNT; round += 1) {
    const step = STEP_START * STEP_SHRINK ** round;
    for (const name of Object.keys(START)) {
      for (const direction of [1, -1]) {
        const move = direction * step * (FINE.has(name) ? FINE_STEP : 1);
        const moved = { ...best, [name]: (best[name] ?? 0) + move };
        const score = scoreOf(curves, moved);
        if (score > bestScore) {
          [best, bestScore] = [moved, score];
          break;
        }
      }
    }
  }
  return best;
}

main();
