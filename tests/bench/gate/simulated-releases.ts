import { KEPT_DIFFERENCE_PERCENT } from '../../../shared/contract/request-fields.ts';
import { fallbackDelayMs } from '../../../shared/core/control-plane-pace.ts';
import { DAY_MS } from '../../../shared/core/duration-units.ts';
import { type BlockFacts, nextBlock } from '../../../shared/core/gate/block-plan.ts';
import { keptFigures } from '../../../shared/core/gate/kept-effect.ts';
import {
  type ComparisonBasis,
  compareClones,
  isOpen,
  type ReleaseComparison,
} from '../../../shared/core/gate/release-comparison.ts';
import { RELEASE_SIDES } from '../../../shared/core/measurement/release-clone.ts';
import type { Tier } from '../../../shared/core/measurement/tier.ts';
import { invocationCount } from '../../../shared/core/measurement/tier-figures.ts';
import type { Measurement } from '../../../shared/core/planner/measurement.ts';
import {
  normalDraw,
  seededRandom,
  type UniformRandom,
} from '../../../shared/core/posterior/seeded-random.ts';
import { powerValue } from '../../../shared/core/power-value.ts';
import { billedDurationMsOf } from '../../../shared/core/pricing/billed-cost.ts';
import { priceOf } from '../../../shared/core/pricing/price-table.ts';

/** Behaviour of two releases, and of the platform below them. */
export interface ReleaseScenario {
  /** Additional duration of the new release, per cent. */
  readonly slowerPercent: number;
  /** Standard deviation of ln(duration) between invocations of one clone. */
  readonly spread: number;
  /** Standard deviation of ln(duration) between clones of the same code. */
  readonly cloneSpread: number;
  /** Share of the invocations that take five times as long. */
  readonly stallShare?: number;
  /** Returns what the platform adds to ln(duration) at a time, in minutes since the start. */
  readonly driftAt?: (minutes: number) => number;
  /** The earlier run that the old release is known from; absent if clones of both are measured. */
  readonly kept?: KeptScenario;
}

/** An earlier run, and what happened since. */
interface KeptScenario {
  /** `sizes`: one clone at each of three sizes; `comparison`: the clones of a block. */
  readonly run: 'sizes' | 'comparison';
  readonly ageDays: number;
  /** Shift of the size by the platform since then, as ln(duration). */
  readonly moveLn: (random: UniformRandom) => number;
}

/** Result of a simulated comparison. */
export interface SimulatedComparison {
  readonly comparison: ReleaseComparison;
  readonly invocations: number;
}

const DURATION_MS = 120;
const STALL_FACTOR = 5;

/** Time between the starts of two blocks, minutes. */
const BLOCK_MINUTES = 0.5;
const MINUTE_MS = 60_000;

const COST = { price: priceOf('us-east-1', 'x86_64'), ephemeralStorageMb: 512 };

const BASIS: ComparisonBasis = {
  effectPercent: 10,
  payloadWeights: [1],
  costs: { old: COST, new: COST },
};

const FACTS: Omit<BlockFacts, 'sides' | 'tiers' | 'block'> = {
  powerValue: powerValue(512),
  concurrencyMax: 20,
  payloadClassCount: 1,
};

/** Compares two simulated releases until the answer is clear, or no look is left. */
export function simulateComparison(scenario: ReleaseScenario, seed: number): SimulatedComparison {
  const random = seededRandom(seed);
  const { kept } = scenario;
  const basis = kept === undefined ? BASIS : keptBasis(scenario, kept, random);
  const movedLn = kept?.moveLn(random) ?? 0;
  const driftAt = (minutes: number) => movedLn + (scenario.driftAt?.(minutes) ?? 0);
  const sides = kept === undefined ? RELEASE_SIDES : (['new'] as const);
  let tiers: readonly Tier[] = [];
  let block = 1;
  for (;;) {
    const measurements = nextBlock({ ...FACTS, sides, tiers, block });
    const startMinutes = (block - 1) * BLOCK_MINUTES;
    const measured = measurements.map((measurement, position) =>
      measureClone(
        { ...scenario, driftAt },
        random,
        measurement,
        startMinutes + fallbackDelayMs(position, 'createClone') / MINUTE_MS,
      ),
    );
    tiers = [...tiers, ...measured];
    const comparison = compareClones(tiers, basis);
    if (!isOpen(comparison, basis)) {
      return { comparison, invocations: invocationCount(tiers) };
    }
    block += 1;
  }
}

/** Warm samples of a size in a run over sizes: as many as the planner typically takes. */
const SIZE_SAMPLE_COUNT = 4;

function keptBasis(
  { driftAt: _today, ...scenario }: ReleaseScenario,
  { run, ageDays }: KeptScenario,
  random: UniformRandom,
): ComparisonBasis {
  const measurements: readonly Measurement[] =
    run === 'sizes'
      ? [256, 512, 1024].map((mb) => ({ powerValue: powerValue(mb), ...SIZE_MEASUREMENT }))
      : nextBlock({ ...FACTS, sides: RELEASE_SIDES, tiers: [], block: 1 }).filter(
          ({ release }) => release?.side === 'old',
        );
  const figures = keptFigures(
    measurements.map((measurement) => measureClone(scenario, random, measurement, 0)),
    { powerValue: FACTS.powerValue, payloadWeights: BASIS.payloadWeights, cost: COST },
  );
  if (figures === undefined) throw new Error('The earlier run has too few samples');
  return {
    ...BASIS,
    effectPercent: KEPT_DIFFERENCE_PERCENT,
    kept: { figures, ageMs: ageDays * DAY_MS },
  };
}

const SIZE_MEASUREMENT = { warmSampleCount: SIZE_SAMPLE_COUNT, laneCount: 1, newLaneCount: 1 };

function measureClone(
  { slowerPercent, spread, cloneSpread, stallShare = 0, driftAt = () => 0 }: ReleaseScenario,
  random: UniformRandom,
  { powerValue: size, release, warmSampleCount }: Measurement,
  startMinutes: number,
): Tier {
  const slowerLn = release?.side === 'new' ? Math.log1p(slowerPercent / 100) : 0;
  const cloneLn = Math.log(DURATION_MS) + slowerLn + cloneSpread * normalDraw(random);
  let minutes = startMinutes;
  const samples = Array.from({ length: warmSampleCount + 1 }, (_, index) => {
    const stall = random() < stallShare ? Math.log(STALL_FACTOR) : 0;
    const durationMs = Math.exp(cloneLn + spread * normalDraw(random) + stall + driftAt(minutes));
    minutes += durationMs / MINUTE_MS;
    return {
      durationMs,
      billedDurationMs: billedDurationMsOf(durationMs),
      maxMemoryUsedMb: 80,
      isCold: index === 0,
      lane: 0,
    };
  });
  return {
    powerValue: size,
    ...(release && { release }),
    outcome: { kind: 'measured' },
    samples,
    errorCount: 0,
    errorBilledDurationMs: 0,
  };
}
