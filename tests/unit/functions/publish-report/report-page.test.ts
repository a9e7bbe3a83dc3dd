import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { PublishReportInput } from '../../../../shared/contract/publish-report.ts';
import { decidedReportFor, reportFor, resultFor } from '../../../support/generated-reports.ts';
import type { GeneratedFunction } from '../../../support/generated-results.ts';
import { GOLDEN_FUNCTIONS, goldenFunction } from '../../../support/golden-functions.ts';
import { aTier } from '../../../support/tuning-worlds.ts';

async function pageOf(name: string, changes: Partial<PublishReportInput> = {}): Promise<string> {
  return (await reportFor(GOLDEN_FUNCTIONS[name] as GeneratedFunction, changes)).page;
}

function countOf(text: string, page: string): number {
  return page.split(text).length - 1;
}

describe('reportPage()', () => {
  it.each([
    ['present-best', 'Keep 1024 MB'],
    ['io-bound', 'Change from 1024 to 128 MB'],
    ['noisy', 'Undecided: measure more before a change'],
    ['impossible-limit', 'Impossible: no size keeps the limit'],
  ])('has the decision as its headline: %s', async (name, headline) => {
    const page = await pageOf(name);

    expect(page).toContain(`<h1>${headline}</h1>`);
    expect(page).toContain(`<title>target: ${headline}</title>`);
  });

  it('allows only its own style and script, by their digests', async () => {
    const page = await pageOf('flat');
    const [, policy = ''] = page.match(/content="(default-src[^"]*)"/) ?? [];
    const digestOf = (element: string) => {
      const [, text = ''] = page.match(new RegExp(`<${element}>([^]*)</${element}>`)) ?? [];
      return `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    };

    expect(policy.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      'img-src data:',
      `style-src ${digestOf('style')}`,
      `script-src ${digestOf('script')}`,
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
    expect(page).not.toMatch(/ style="| on[a-z]+="|<link rel="stylesheet"|@import|url\(/);
  });

  it('shows both architectures side by side only if both were measured', async () => {
    const { decision } = await resultFor(goldenFunction('both-architectures'));
    const { decision: kept } = await resultFor(goldenFunction('present-architecture'));
    const unmeasured = {
      kind: 'unmeasured',
      architecture: 'arm64',
      text: 'arm64 could not be compared: at 512 MB: Error: <b>no</b> binary',
    } as const;

    const page = await pageOf('both-architectures', { decision });
    const stay = await pageOf('present-architecture', { decision: kept });
    const failed = await pageOf('flat', { decision: { ...decision, architecture: unmeasured } });

    expect(page).toContain('<th scope="row">x86_64</th>');
    expect(page).toContain('<th scope="row">arm64</th>');
    expect(page).toMatch(/update-function-code .* --architectures arm64 --zip-file/);
    expect(stay).toContain('<th scope="row">arm64</th>');
    expect(stay).not.toContain('--architectures');
    expect(failed).toContain('Error: &lt;b&gt;no&lt;/b&gt; binary');
    expect(failed).not.toContain('<th scope="row">arm64</th>');
    expect(await pageOf('flat')).not.toContain('id="architectures"');
  });

  it('draws the other architecture beside the present one, with a legend for each', async () => {
    const { page } = await decidedReportFor(goldenFunction('both-architectures'));

    expect(page).toContain('arm64 measured at 512 MB');
    expect(page).toContain('<title>arm64, 512 MB: ');
    expect(page.match(/<g class="other"><path class="curve"/g)).toHaveLength(5);
    expect(page).toContain('x86_64: measured, with its 90 % interval');
    expect(page).toContain('arm64: measured, with its 90 % interval, and expected');
    const alone = await pageOf('flat');
    expect(alone).not.toContain('class="other"');
    expect(alone).not.toContain('x86_64: measured');
  });

  it('names the architecture of each sample', async () => {
    const own = aTier(512, [100]);
    const other = { ...aTier(512, [80]), architecture: 'arm64' } as const;
    const value = [own, other];

    const page = await pageOf('flat', { tiers: { kind: 'inline', value } });
    const [, data = ''] = page.match(/href="data:text\/csv;base64,([^"]*)"/) ?? [];
    const [, ...lines] = Buffer.from(data, 'base64').toString().trim().split('\n');

    // A cold one and a warm one of each.
    expect(lines.map((line) => line.split(',').at(-1))).toEqual([
      'x86_64',
      'x86_64',
      'arm64',
      'arm64',
    ]);
  });

  it('says why the fastest choice is slower than the present size, if it is', async () => {
    const said = '&quot;fastest&quot; is where more speed stops paying';

    expect(await pageOf('present-outside')).toContain(said);
    expect(await pageOf('flat')).not.toContain(said);
  });

  it('shows a warning once, above the table, even if the model repeats it as a risk', async () => {
    const { input } = await reportFor(GOLDEN_FUNCTIONS['few-samples'] as GeneratedFunction);
    const [warning = ''] = input.decision.warnings;
    const reasoning = { ...input.decision.reasoning, risks: [warning] };
    const page = await pageOf('few-samples', { decision: { ...input.decision, reasoning } });
    const shown = warning.replaceAll("'", '&#39;');

    expect(warning).not.toBe('');
    expect(countOf(shown, page)).toBe(1);
    expect(page.indexOf(shown)).toBeLessThan(page.indexOf('Memory used'));
  });

  it('marks the chosen size, and says why another one has no figures', async () => {
    const page = await pageOf('out-of-memory');

    expect(countOf('<tr class="chosen"><th scope="row">', page)).toBe(1);
    expect(page).toContain('<tr class="chosen"><th scope="row">1024 MB</th>');
    expect(page).toContain('out of memory <span class="more">signal: killed</span>');
  });

  it('escapes text from the function', async () => {
    const message = '</td><script>alert(1)</script>';
    const { input } = await reportFor(GOLDEN_FUNCTIONS.flat as GeneratedFunction);
    const tiers = (input.tiers.kind === 'inline' ? input.tiers.value : []) as readonly object[];
    const failed = { kind: 'failed', errorName: '<Broken>', message };
    const page = await pageOf('flat', {
      tiers: {
        kind: 'inline',
        value: [...tiers.slice(0, -1), { ...tiers.at(-1), outcome: failed }],
      },
    });

    expect(page).toContain('&lt;/td&gt;&lt;script&gt;alert(1)');
    expect(page).not.toContain(message);
    expect(countOf('<script>', page)).toBe(1);
  });
});
