import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { BROWSER } from '../../docs/recording/browser.ts';

/** A screen that pages are tested on. */
export interface Screen {
  readonly width: 1280 | 390;
  readonly colorScheme: 'light' | 'dark';
}

export const SCREENS: readonly Screen[] = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
];

/** Describes tests that need a browser; they are skipped, with a message, if there is none. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (BROWSER === undefined) {
    // Jest does not show the console of a file whose tests are all skipped.
    process.stderr.write(`Skipped because Chromium is not installed: ${name}\n`);
  }
  (BROWSER === undefined ? describe.skip : describe)(name, tests);
}

/** Messages and requests of a page. */
export interface PageWatch {
  /** Console messages and uncaught errors. */
  readonly messages: readonly string[];
  /** URLs that were requested. */
  readonly requests: readonly string[];
}

/** Starts to listen to a page, before it is opened. */
export function watchPage(page: Page): PageWatch {
  const messages: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  return { messages, requests };
}

const CHECKS = readFileSync(join(import.meta.dirname, 'page-checks.js'), 'utf8');

/**
 * Returns the layout problems of a page: content beyond its edge, chart labels that overlap or are
 * crossed by a line, text that is too small to read.
 */
export async function layoutProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(CHECKS);
  return page.evaluate('pageChecks.layoutProblems()');
}

/** Returns the violations that axe-core finds. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target + ': ' + failureSummary)))`);
}

/**
 * Presses Tab through the whole page. Returns the elements that were not reached, or whose focus
 * was not visible.
 */
export async function keyboardProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(CHECKS);
  const count: number = await page.evaluate('pageChecks.startTabbing()');
  for (let press = 0; press < count; press++) {
    await page.keyboard.press('Tab');
    await page.evaluate('pageChecks.noteFocus()');
  }
  return page.evaluate('pageChecks.keyboardProblems()');
}
