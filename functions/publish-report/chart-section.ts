import { countedTiers } from '../../shared/contract/tuning-state.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { ofOwnArchitecture } from '../../shared/core/measurement/tier.ts';
import { limitOf } from '../../shared/page/chart-limit.ts';
import { decisionMarks } from '../../shared/page/chart-marks.ts';
import type { ChartPicture } from '../../shared/page/chart-picture.ts';
import { tiersOnChart } from '../../shared/page/chart-tiers.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { isDrawable, sizeChart } from '../../shared/page/size-chart.ts';
import type { ReportFacts } from './report.ts';

/** Draws the chart of a report. Dots, curve and tables show the same estimates. */
export function chartSection(report: ReportFacts): Html | undefined {
  const picture = chartPicture(report);
  return isDrawable(picture)
    ? html`<section aria-labelledby="chart">
<h2 id="chart">Duration and cost over memory</h2>
${sizeChart(picture, captionOf(report))}
</section>`
    : undefined;
}

function captionOf({ result: { coldStarts } }: ReportFacts): string {
  return coldStarts
    ? 'What a cold start takes and costs at each size, initialisation and handler together. Nothing is known of sizes between.'
    : 'The two figures that memory decides, for each size. More memory brings more CPU in proportion.';
}

function chartPicture({ result, tiers, request, target }: ReportFacts): ChartPicture {
  const { evidence, verdict, flatRegion } = result.decision;
  const { otherArchitecture: other } = evidence;
  const isAdvised = verdict.kind === 'change' || verdict.kind === 'keep';
  return {
    sizes: evidence.tiers,
    curve: evidence.curve,
    ...(other && {
      other: {
        sizes: other.tiers,
        curve: other.curve,
        name: other.architecture,
        ownName: target.architecture,
      },
    }),
    ...(isAdvised && { flatRegion }),
    ...tiersOnChart(countedTiers(request, ofOwnArchitecture(tiers))),
    ...definedOnly({ coldStarts: result.coldStarts }),
    marks: decisionMarks({
      presentMb: result.powerValueBefore,
      chosenMb: result.powerValue,
      verdict,
    }),
    ...limitOf(request),
  };
}
