import { countText } from '../../shared/core/advice/figure-text.ts';
import type { Sample } from '../../shared/core/measurement/sample.ts';
import { type Html, html } from '../../shared/page/html.ts';
import type { ReportFacts } from './report.ts';

const COLUMNS = [
  'isCold',
  'durationMs',
  'billedDurationMs',
  'initDurationMs',
  'restoreDurationMs',
  'maxMemoryUsedMb',
  'lane',
  'payloadClass',
] as const satisfies readonly (keyof Sample)[];

/** Offers every measured invocation as files that are embedded in the page. */
export function samplesSection({ result, target, tiers }: ReportFacts): Html {
  const count = tiers.reduce((sum, { samples }) => sum + samples.length, 0);
  const name = `${target.functionName}-${result.runId}`;
  const samples = tiers.map(({ powerValue, architecture = target.architecture, samples: own }) => ({
    powerValue,
    architecture,
    samples: own,
  }));
  return html`<section aria-labelledby="samples">
<h2 id="samples">Samples</h2>
<p>${countText(count, 'measured invocation')}, cold ones included, as Lambda's REPORT lines state them.</p>
<p class="actions on-screen">${download('text/csv', `${name}-samples.csv`, samplesCsv(samples), 'Samples as CSV')}${download('application/json', `${name}-samples.json`, JSON.stringify(samples), 'Samples as JSON')}${download('application/json', `${name}.json`, JSON.stringify(result), 'Result as JSON')}</p>
<p class="note">In the bucket: ${result.report.json}</p>
</section>`;
}

interface SizeSamples {
  readonly powerValue: number;
  readonly architecture: string;
  readonly samples: readonly Sample[];
}

/**
 * Writes one line per invocation: only numbers, booleans and the architecture, and nothing for a
 * missing value.
 */
function samplesCsv(sizes: readonly SizeSamples[]): string {
  const lines = sizes.flatMap(({ powerValue, architecture, samples }) =>
    samples.map((sample) =>
      [powerValue, ...COLUMNS.map((column) => sample[column] ?? ''), architecture].join(),
    ),
  );
  return `${['powerValue', ...COLUMNS, 'architecture'].join()}\n${lines.join('\n')}\n`;
}

function download(type: string, fileName: string, text: string, label: string): Html {
  const data = Buffer.from(text).toString('base64');
  return html`<a download="${fileName}" href="data:${type};base64,${data}">${label}</a>\n`;
}
