import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import type { ChartMark, ChartPicture } from '../../shared/page/chart-picture.ts';
import { tiersOnChart } from '../../shared/page/chart-tiers.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { isDrawable, sizeChart } from '../../shared/page/size-chart.ts';
import type { Report } from './report.ts';

/** The chart of a report. Dots, curve and tables show the same estimates. */
export function chartSection({ result, tiers }: Report): Html | undefined {
  const picture = chartPicture(result, tiers);
  return isDrawable(picture)
    ? html`<section aria-labelledby="chart">
<h2 id="chart">Duration and cost over memory</h2>
${sizeChart(picture, 'The two figures that memory decides, for each size. More memory brings more CPU in proportion.')}
</section>`
    : undefined;
}

function chartPicture(result: TuningResult, tiers: readonly Tier[]): ChartPicture {
  const { evidence, verdict, flatRegion } = result.decision;
  const isAdvised = verdict.kind === 'change' || verdict.kind === 'keep';
  return {
    sizes: evidence.tiers,
    curve: evidence.curve,
    ...(isAdvised && { flatRegion }),
    ...tiersOnChart(tiers),
    marks: chartMarks(result),
  };
}

function chartMarks({
  powerValue,
  powerValueBefore,
  decision,
}: TuningResult): readonly ChartMark[] {
  const { kind, candidateMb } = decision.verdict;
  const present = { memoryMb: powerValueBefore, label: 'now', kind: 'present' } as const;
  if (kind === 'keep') {
    return [{ memoryMb: powerValue, label: 'now and recommended', kind: 'chosen' }];
  }
  if (kind === 'change') {
    return [present, { memoryMb: powerValue, label: 'recommended', kind: 'chosen' }];
  }
  const label = kind === 'undecided' ? 'looks best' : 'nearest to the limit';
  return candidateMb === powerValueBefore
    ? [{ ...present, label: `now, ${label}` }]
    : [present, { memoryMb: candidateMb, label, kind: 'candidate' }];
}
