/** `npm run docs:images`: a recording of a terminal and pictures of the report, from one run of now. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from './recording/browser.ts';
import { castText } from './recording/cast.ts';
import { recordingSvg } from './recording/recording-svg.ts';
import { recordTuning } from './recording/tuning-run.ts';

const IMAGES = join(import.meta.dirname, 'images');

/** The screen that the report is shown on, and how much smaller its picture is. */
const SCREEN = { width: 1280, height: 900 };
const SCALE = 0.7;

/** The last part of the report that is shown. */
const LAST_SECTION = 'section[aria-labelledby="chart"]';

const { cast, report } = await recordTuning();
writeFileSync(join(IMAGES, 'tuning.cast'), castText(cast));
writeFileSync(join(IMAGES, 'tuning.svg'), await recordingSvg(cast));

const directory = mkdtempSync(join(tmpdir(), 'autotuner-images-'));
const browser = await launchBrowser();
try {
  const page = join(directory, 'report.html');
  writeFileSync(page, report);
  for (const colorScheme of ['light', 'dark'] as const) {
    const opened = await browser.newPage({
      viewport: SCREEN,
      deviceScaleFactor: SCALE,
      colorScheme,
    });
    await opened.goto(pathToFileURL(page).href);
    const last = await opened.locator(LAST_SECTION).boundingBox();
    const height = Math.ceil((last?.y ?? 0) + (last?.height ?? SCREEN.height));
    await opened.screenshot({
      path: join(IMAGES, `report-${colorScheme}.png`),
      fullPage: true,
      clip: { x: 0, y: 0, width: SCREEN.width, height },
    });
    await opened.close();
  }
} finally {
  await browser.close();
  rmSync(directory, { recursive: true, force: true });
}
