import type { Evidence } from '../../shared/contract/evidence.ts';
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
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { limitOf } from '../../shared/page/chart-limit.ts';
import { decisionMarks } from '../../shared/page/chart-marks.ts';
import type { ChartMark, ChartPicture, ChartSize } from '../../shared/page/chart-picture.ts';
import { tiersOnChart } from '../../shared/page/chart-tiers.ts';
import type { LiveTier } from './live-message.ts';
import type { RunKnowledge } from './run-knowledge.ts';

/** The chart of a run as far as it is. */
export function livePicture(run: RunKnowledge): ChartPicture {
  const { tiers, evidence, decision, request } = run;
  return {
    sizes: sizesOf(run),
    curve: evidence?.curve ?? [],
    ...tiersOnChart(tiers),
    marks: marksOf(run),
    ...(request !== undefined && limitOf(request)),
    plannedMb: decision === undefined ? plannedMb(run) : [],
  };
}

/** The sizes of this round that are not measured yet. */
function plannedMb({ plan, tiers }: RunKnowledge): readonly number[] {
  const warmCount = (memoryMb: number) =>
    warmSamples(tiers.find(({ powerValue }) => powerValue === memoryMb)?.samples ?? []).length;
  const before = warmCountsBefore(plan);
  return (plan?.measurements ?? [])
    .filter(
      ({ powerValue, warmSampleCount, architecture }) =>
        architecture === undefined &&
        warmCount(powerValue) < (before.get(powerValue) ?? 0) + warmSampleCount &&
        !tiers.some((tier) => tier.powerValue === powerValue && tier.outcome.kind !== 'measured'),
    )
    .map(({ powerValue }) => powerValue);
}

/** Warm samples of each size when the round was planned. */
function warmCountsBefore(plan: RunKnowledge['plan']): ReadonlyMap<number, number> {
  const tiers = plan?.tiers.kind === 'inline' ? (plan.tiers.value as readonly Tier[]) : [];
  return new Map(
    ofOwnArchitecture(tiers).map(({ powerValue, samples }) => [
      powerValue,
      warmSamples(samples).length,
    ]),
  );
}

/** What is believed of each measured size; of one that is new since, what was measured. */
function sizesOf(run: RunKnowledge): readonly ChartSize[] {
  const believed = run.evidence?.tiers ?? [];
  const fresh = run.tiers
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

/** A row for each size that was measured, or that an earlier run knows. */
export function liveTiers(run: RunKnowledge): readonly LiveTier[] {
  const { tiers, evidence } = run;
  const rows = tiers.map((tier) => {
    const size = sizesOf(run).find(({ powerValue }) => powerValue === tier.powerValue);
    return {
      powerValue: tier.powerValue,
      warmSampleCount: warmSamples(tier.samples).length,
      outcome: tierOutcomeText(tier.outcome),
      ...(size && figureTexts(size)),
    };
  });
  const known = (evidence?.tiers ?? [])
    .filter(({ powerValue }) => !tiers.some((tier) => tier.powerValue === powerValue))
    .map((size) => ({
      powerValue: size.powerValue,
      warmSampleCount: 0,
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
