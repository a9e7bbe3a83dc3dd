import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { LiveRun } from '../../cli/live/live-run.ts';
import { type LiveServer, startLiveServer } from '../../cli/live/live-server.ts';
import type { ProgressEvent } from '../../cli/progress/progress-event.ts';
import { launchBrowser } from '../../docs/recording/browser.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import {
  accessibilityProblems,
  describeInBrowser,
  keyboardProblems,
  layoutProblems,
  SCREENS,
  watchPage,
} from '../support/browser.ts';
import { type GeneratedReport, reportFor } from '../support/generated-reports.ts';
import type { GeneratedFunction } from '../support/generated-results.ts';
import { GOLDEN_FUNCTIONS } from '../support/golden-functions.ts';
import { liveEvents } from '../support/live-events.ts';

let browser: Browser;
let server: LiveServer;

async function open(): Promise<{ page: Page; watch: ReturnType<typeof watchPage> }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const watch = watchPage(page);
  await page.goto(server.url);
  return { page, watch };
}

function play(run: LiveRun, events: readonly ProgressEvent[]): void {
  for (const event of events) {
    run.onEvent(event);
  }
}

function tiersOf({ input }: GeneratedReport): readonly Tier[] {
  return input.tiers.kind === 'inline' ? (input.tiers.value as readonly Tier[]) : [];
}

async function problemsOnScreens(page: Page): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { width, colorScheme } of SCREENS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const found = [
      ...(await layoutProblems(page)),
      ...((width === 1280) === (colorScheme === 'light') ? await accessibilityProblems(page) : []),
    ];
    problems.push(...found.map((problem) => `${width} ${colorScheme}: ${problem}`));
  }
  return problems;
}

describeInBrowser('the live page in a browser', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startLiveServer({ graceMs: 50 });
  });

  afterAll(async () => {
    await server?.close();
    await browser?.close();
  });

  it('grows during the measurements, and ends as the report', async () => {
    const report = await reportFor(GOLDEN_FUNCTIONS['steep-cpu-bound'] as GeneratedFunction);
    const { before, firstRound, secondRound, decided } = liveEvents(report.input, tiersOf(report));
    const run = new LiveRun(server.publish, { run: 0, title: 'orders <b>' });
    const { page, watch } = await open();
    const problems: string[] = [];

    await page.getByRole('heading', { name: 'orders <b>' }).waitFor();
    play(run, before);
    await page.getByText('Round 1 measures 128, 1024 MB').waitFor();
    expect(await page.locator('figure').count()).toBe(0);

    play(run, firstRound);
    await page.getByText(/Round 2 measures 512, 1769 MB: .* expected to save/).waitFor();
    await page.locator('.legend').getByText('measured next').waitFor();
    await page.getByText(/About \d+ s left in this round\.|is about to end\./).waitFor();
    await page.getByText('Then at most 1 more round.').waitFor();
    expect(await page.locator('svg.chart.wide .duration .point').count()).toBe(2);
    expect(await page.locator('svg.chart.wide .duration .band').count()).toBe(1);
    problems.push(...(await problemsOnScreens(page)));

    play(run, secondRound);
    await page.getByRole('row', { name: /^512 MB/ }).waitFor();
    play(run, decided);
    await page.getByText(report.result.decision.rationale.slice(0, 40)).first().waitFor();
    problems.push(...(await problemsOnScreens(page)));

    run.end('SUCCEEDED', '');
    run.report(report.page, 's3://bucket/runs/target/0123456789ab.html');
    await page.getByRole('heading', { name: 'Change from 128 to 1769 MB' }).waitFor();
    problems.push(...(await problemsOnScreens(page)));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save the report' }).click(),
    ]);

    expect(download.suggestedFilename()).toBe('report.html');
    expect(problems).toEqual([]);
    expect(await keyboardProblems(page)).toEqual([]);
    expect(watch.messages).toEqual([]);
    expect(
      watch.requests.filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(server.url)),
    ).toEqual([]);
    await page.close();
  });

  it('shows the reports of several runs, each with its own traffic', async () => {
    const report = await reportFor(GOLDEN_FUNCTIONS['io-bound'] as GeneratedFunction);
    for (const run of [1, 2]) {
      new LiveRun(server.publish, { run, title: `run ${run}` }).report(report.page, 'report.html');
    }
    const { page, watch } = await open();
    await page.getByRole('heading', { name: 'Change from 1024 to 128 MB' }).nth(1).waitFor();

    await page.locator('#run-2-traffic').fill('5000000');

    expect(await page.locator('[data-traffic-row]:visible').count()).toBe(1);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(watch.messages).toEqual([]);
    await page.close();
  });

  it('shows a size that ran out of memory, and a run that failed', async () => {
    const report = await reportFor(GOLDEN_FUNCTIONS['out-of-memory'] as GeneratedFunction);
    const { before, firstRound } = liveEvents(report.input, tiersOf(report), {
      first: [128, 1024],
      second: [640],
    });
    const run = new LiveRun(server.publish, { run: 3, title: 'failing' });
    play(run, before);
    play(run, firstRound);
    run.end('FAILED', '<script>alert(1)</script> could not be read');
    const { page, watch } = await open();

    await page.getByText('FAILED: <script>alert(1)</script> could not be read').waitFor();
    expect(
      await page
        .getByRole('row', { name: /^128 MB/ })
        .first()
        .innerText(),
    ).toContain('out of memory');
    expect(watch.messages).toEqual([]);
    await page.close();
  });
});
