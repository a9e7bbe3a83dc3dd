import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../docs/recording/browser.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import {
  accessibilityProblems,
  describeInBrowser,
  keyboardProblems,
  layoutProblems,
  SCREENS,
  watchPage,
} from '../support/browser.ts';
import { decidedReportFor, reportFor } from '../support/generated-reports.ts';
import { type GeneratedFunction, physicalMs } from '../support/generated-results.ts';
import { GOLDEN_FUNCTIONS } from '../support/golden-functions.ts';

/** Results of every kind, by what is difficult to show. */
const RESULTS = [
  'flat',
  'steep-cpu-bound',
  'out-of-memory',
  'present-too-small',
  'impossible-limit',
  'kept-limit',
  'doubtful-limit',
  'present-outside',
  'one-size',
  'noisy',
  'very-fast',
  'very-slow',
  'io-bound',
  'payload-classes',
  'both-architectures',
  'slow-start',
  'forty sizes',
] as const;

const directory = mkdtempSync(join(tmpdir(), 'autotuner-report-'));
let browser: Browser;

/** The maximum number of sizes of a request, close to each other. */
const FORTY_SIZES: GeneratedFunction = {
  durationMs: physicalMs(20, 200),
  memoryMbNeeded: 500,
  presentMb: 1024,
  sizesMb: Array.from({ length: 40 }, (_, index) => 192 + 64 * index),
};

function generated(name: string): GeneratedFunction {
  return name === 'forty sizes' ? FORTY_SIZES : (GOLDEN_FUNCTIONS[name] as GeneratedFunction);
}

/** Returns the report, including the other architecture if it was measured. */
function reportOf(given: GeneratedFunction) {
  return given.arm64Ms === undefined ? reportFor(given) : decidedReportFor(given);
}

/** Opens a page from a file on the disk. */
async function open(name: string, page: string, options: BrowserContextOptions = {}) {
  const path = join(directory, `${name}.html`);
  writeFileSync(path, page);
  const url = pathToFileURL(path).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const opened = await context.newPage();
  const watch = watchPage(opened);
  await opened.goto(url);
  return { page: opened, watch, url };
}

async function close(page: Page): Promise<void> {
  await page.context().close();
}

describeInBrowser('the report in a browser', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(RESULTS)('is readable on every screen, and loads nothing: %s', async (name) => {
    const { page: text } = await reportOf(generated(name));
    const { page, watch, url } = await open(name, text);
    const problems: string[] = [];
    for (const { width, colorScheme } of SCREENS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const found = [
        ...(await layoutProblems(page)),
        // The colours are checked at one width, and the layout at the other.
        ...((width === 1280) === (colorScheme === 'light')
          ? await accessibilityProblems(page)
          : []),
      ];
      problems.push(...found.map((problem) => `${width} ${colorScheme}: ${problem}`));
    }

    expect(problems).toEqual([]);
    expect(watch.messages).toEqual([]);
    expect(watch.requests.filter((request) => !request.startsWith('data:'))).toEqual([url]);
    await close(page);
  });

  it.each([1280, 390])('can be operated by keyboard only, at %i pixels', async (width) => {
    const { page: text } = await reportFor(generated('steep-cpu-bound'));
    const { page } = await open('keyboard', text, { viewport: { width, height: 900 } });
    await page.locator('summary').first().press('Enter');

    expect(await page.locator('details[open] pre').first().innerText()).toMatch(
      /^aws lambda update-function-configuration --region us-east-1 --function-name target --memory-size \d+$/,
    );
    expect(await keyboardProblems(page)).toEqual([]);
    await close(page);
  });

  it('prints black on white on any screen, with every command', async () => {
    const { page: text } = await reportFor(generated('steep-cpu-bound'));
    const { page } = await open('print', text, { colorScheme: 'dark' });
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });

    expect(
      await page.evaluate(
        '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]',
      ),
    ).toEqual(['rgb(255, 255, 255)', 'rgb(27, 31, 36)']);
    expect(await page.locator('button:visible, input:visible').count()).toBe(0);
    expect(await page.locator('details pre').first().isVisible()).toBe(true);
    expect(await layoutProblems(page)).toEqual([]);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await close(page);
  });

  it.each([1280, 390])('draws and names a limit that is met: %i pixels', async (width) => {
    const { page: text } = await reportFor(generated('kept-limit'));
    const { page } = await open('limit', text, { viewport: { width, height: 900 } });
    const chart = page.locator('svg.chart:visible');

    expect(await chart.locator('.duration .limit-label').textContent()).toBe('limit 250');
    expect(await chart.locator('.duration line.limit').count()).toBe(1);
    expect(await chart.locator('.cost line.limit').count()).toBe(0);
    expect(await page.locator('.legend').innerText()).toContain('limit for p95: 250 ms');
    await close(page);
  });

  it('can be read without scripts', async () => {
    const { page: text } = await reportFor(generated('io-bound'));
    const { page } = await open('script', text, { javaScriptEnabled: false });

    expect(await page.locator('h1').innerText()).toBe('Change from 1024 to 128 MB');
    expect(await page.locator('#traffic').isVisible()).toBe(false);
    expect(await page.locator('button').count()).toBe(0);
    expect(
      await page.getByRole('row', { name: /3,043,750 as in production/ }).innerText(),
    ).toContain('$2.13');
    await close(page);
  });

  it('shows costs for the entered traffic, and copies what it shows', async () => {
    const { page: text } = await reportFor(generated('io-bound'));
    const { page } = await open('traffic', text, {
      permissions: ['clipboard-write', 'clipboard-read'],
    });
    const own = page.locator('[data-traffic-row]');

    expect(await own.isVisible()).toBe(false);
    await page.getByLabel('Invocations a month').fill('2000000');
    expect(await own.innerText()).toMatch(/^2,000,000 \(your figure\)\s+\$7.4\d\s+\$1.40$/);

    await page.getByRole('button', { name: 'Copy the request' }).click();
    await page.getByText('Copied').waitFor();
    expect(JSON.parse(await page.evaluate('navigator.clipboard.readText()'))).toMatchObject({
      strategy: 'value',
      functionName: expect.stringContaining(':function:target'),
    });
    await close(page);
  });

  it('contains the samples as CSV and as JSON', async () => {
    const { page: text, result } = await reportFor(generated('flat'));
    const { page } = await open('samples', text);
    const files = await Promise.all(
      ['Samples as CSV', 'Samples as JSON', 'Result as JSON'].map(async (label) => {
        const link = page.getByRole('link', { name: label });
        return (await link.getAttribute('href')) ?? '';
      }),
    );
    const [csv = '', json = '', whole = ''] = files.map((href) =>
      Buffer.from(href.slice(href.indexOf(',') + 1), 'base64').toString(),
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Samples as CSV' }).click(),
    ]);

    expect(download.suggestedFilename()).toBe('target-0123456789ab-samples.csv');
    expect(readFileSync(await download.path(), 'utf8')).toBe(csv);
    expect(csv.split('\n')[0]).toBe(
      'powerValue,isCold,durationMs,billedDurationMs,initDurationMs,restoreDurationMs,maxMemoryUsedMb,lane,payloadClass,architecture',
    );
    // Five sizes with four warm samples and a cold one each, the header line and the final line
    // break.
    expect(csv.split('\n')).toHaveLength(27);
    expect(JSON.parse(json)).toHaveLength(5);
    expect(JSON.parse(whole)).toEqual(result);
    await close(page);
  });

  it('is equally readable with a change to undo, and a run to compare with', async () => {
    const first = await reportFor(generated('steep-cpu-bound'));
    const { page: text } = await reportFor(
      generated('steep-cpu-bound'),
      {
        application: { kind: 'applied', powerValue: powerValue(1769), message: 'Applied' },
        watch: { kind: 'unclear', message: '<b>Nothing</b> is known' },
        run: { ...first.input.run, runId: 'ba9876543210' },
      },
      first.store,
    );
    const { page, watch } = await open('previous', text, { viewport: { width: 390, height: 900 } });

    expect(
      await page.getByText('Code, configuration, payload and strategy are the same.').count(),
    ).toBe(1);
    expect(await page.locator('#undo ~ pre').innerText()).toBe(
      'aws lambda update-function-configuration --region us-east-1 --function-name target --memory-size 128',
    );
    expect(await page.locator('header b').count()).toBe(0);
    expect(await layoutProblems(page)).toEqual([]);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(watch.messages).toEqual([]);
    await close(page);
  });
});
