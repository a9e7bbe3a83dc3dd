import type { Evidence } from '../../shared/contract/evidence.ts';
import { countedTiers } from '../../shared/contract/tuning-state.ts';
import {
  durationEstimateText,
  durationText,
  usdEstimateText,
  usdText,
} from '../../shared/core/advice/figure-text.ts';
import { warmSamples } from '../../shared/core/measurement/sample.ts';
import { ofOwnArchitecture, type Tier } from '../../shared/core/measurement/tier.ts';
import { tierFigures } from '../../shared/core/measurement/tier-figures.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { limitOf } from '../../shared/page/chart-limit.ts';
import { decisionMarks } from '../../shared/page/chart-marks.ts';
import type { ChartMark, ChartPicture, ChartSize } from '../../shared/page/chart-picture.ts';
import { tiersOnChart } from '../../shared/page/chart-tiers.ts';
import type { LiveTier } from './live-message.ts';
import type { RunKnowledge } from './run-knowledge.ts';

/** Returns the chart of a run with what is known so far. */
export function livePicture(run: RunKnowledge): ChartPicture {
  const { tiers, evidence, decision, request } = run;
  return {
    ...(request?.coldStarts && { coldStarts: true as const }),
    sizes: sizesOf(run),
    curve: evidence?.curve ?? [],
    ...tiersOnChart(counted(request, tiers)),
    marks: marksOf(run),
    ...(request !== undefined && limitOf(request)),
    plannedMb: decision === undefined ? plannedMb(run) : [],
  };
}

/** Returns the tiers with the samples that count: warm ones, or cold starts as whole runs. */
function counted(request: RunKnowledge['request'], tiers: readonly Tier[]): readonly Tier[] {
  return request === undefined ? tiers : countedTiers(request, tiers);
}

/** Returns the sizes of this round that are not measured yet. */
function plannedMb(run: RunKnowledge): readonly number[] {
  const { plan, request, tiers } = run;
  const now = countsOf(request, tiers);
  const before = countsOf(request, tiersOfPlan(plan));
  const missing = ({ powerValue, warmSampleCount, coldBurst }: Measurement) =>
    // A burst may bring fewer samples than wanted; with one sample, it is done.
    (before.get(powerValue) ?? 0) +
    (coldBurst === undefined ? warmSampleCount : 1) -
    (now.get(powerValue) ?? 0);
  return (plan?.measurements ?? [])
    .filter(
      (measurement) =>
        measurement.architecture === undefined &&
        missing(measurement) > 0 &&
        !tiers.some(
          (tier) => tier.powerValue === measurement.powerValue && tier.outcome.kind !== 'measured',
        ),
    )
    .map(({ powerValue }) => powerValue);
}

/** Returns what was measured when the round was planned. */
function tiersOfPlan(plan: RunKnowledge['plan']): readonly Tier[] {
  return plan?.tiers.kind === 'inline'
    ? ofOwnArchitecture(plan.tiers.value as readonly Tier[])
    : [];
}

/** Returns how many samples of each size count. */
function countsOf(
  request: RunKnowledge['request'],
  tiers: readonly Tier[],
): ReadonlyMap<number, number> {
  return new Map(
    counted(request, tiers).map(({ powerValue, samples }) => [
      powerValue,
      warmSamples(samples).length,
    ]),
  );
}

/** Returns the estimate of each measured size; for a size measured since, its plain figures. */
function sizesOf(run: RunKnowledge): readonly ChartSize[] {
  const believed = run.evidence?.tiers ?? [];
  const fresh = counted(run.request, run.tiers)
    .filter(({ powerValue }) => !believed.some((one) => one.powerValue === powerValue))
    .flatMap((tier) => measuredSize(tier, run.target));
  return [...believed, ...fresh].toSorted((a, b) => a.powerValue - b.powerValue);
}

function measuredSize(tier: Tier, target: RunKnowledge['target']): readonly ChartSize[] {
  const figures =
    target &&
    tierFigures(tier, {
      price: priceOf(target.region, target.architecture),
      ephemeralStorageMb: target.ephemeralStorageMb,
    });
  const exactly = (value: number) => ({ median: value, low: value, high: value });
  return figures === undefined
    ? []
    : [
        {
          powerValue: tier.powerValue,
          durationMs: exactly(figures.durationMs.median),
          costUsdPerMillion: exactly(figures.costUsdMean * 1e6),
        },
      ];
}

function marksOf({ target, decision }: RunKnowledge): readonly ChartMark[] {
  if (target === undefined) return [];
  return decision === undefined
    ? [{ memoryMb: target.memoryMb, label: 'now', kind: 'present' }]
    : decisionMarks({
        presentMb: target.memoryMb,
        chosenMb: decision.powerValue,
        verdict: decision.verdict,
      });
}

/** Returns a row for each size that was measured, in this run or an earlier one. */
export function liveTiers(run: RunKnowledge): readonly LiveTier[] {
  const { evidence } = run;
  const tiers = counted(run.request, run.tiers);
  const rows = tiers.map((tier) => {
    const size = sizesOf(run).find(({ powerValue }) => powerValue === tier.powerValue);
    return {
      powerValue: tier.powerValue,
      sampleCount: warmSamples(tier.samples).length,
      outcome: tierOutcomeText(tier.outcome),
      ...(size && figureTexts(size)),
    };
  });
  const known = (evidence?.tiers ?? [])
    .filter(({ powerValue }) => !tiers.some((tier) => tier.powerValue === powerValue))
    .map((size) => ({
      powerValue: size.powerValue,
      sampleCount: 0,
      outcome: 'measured',
      ...figureTexts(size),
    }));
  return [...rows, ...known].toSorted((a, b) => a.powerValue - b.powerValue);
}

function figureTexts({ durationMs, costUsdPerMillion }: Evidence['tiers'][number] | ChartSize) {
  const isEstimate = durationMs.low < durationMs.high;
  return {
    duration: isEstimate ? durationEstimateText(durationMs) : durationText(durationMs.median),
    cost: isEstimate ? usdEstimateText(costUsdPerMillion) : usdText(costUsdPerMillion.median),
  };
}
