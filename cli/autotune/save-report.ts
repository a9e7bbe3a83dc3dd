import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shownPath } from '../handler/shown-path.ts';
import type { LiveRun } from '../live/live-run.ts';
import type { ReportPlace } from '../output/answer-form.ts';
import type { Account } from './account.ts';

/** Where the report of a run is now. */
interface SavedReport {
  readonly report: ReportPlace;
  readonly problem?: string;
}

/** Saves the report of a run that has succeeded. A failure to save it does not fail the run. */
export async function saveReport(
  account: Account,
  html: string,
  { path, liveRun }: { readonly path: string | undefined; readonly liveRun: LiveRun | undefined },
): Promise<SavedReport> {
  if (path === undefined && liveRun === undefined) {
    return { report: { text: html } };
  }
  const page = await readPage(account, html);
  const saved = await savePage(page, html, path);
  if (page.text !== undefined) {
    // The browser does not know the working directory that a shown path is relative to.
    const isSaved = path !== undefined && saved.problem === undefined;
    liveRun?.report(page.text, isSaved ? resolve(path) : html);
  }
  return saved;
}

/** The page of a report, or why it cannot be read. */
interface ReadPage {
  readonly text?: string;
  readonly problem?: string;
}

async function readPage(account: Account, html: string): Promise<ReadPage> {
  try {
    return { text: await account.readObject(html) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

async function savePage(
  { text, problem }: ReadPage,
  html: string,
  path: string | undefined,
): Promise<SavedReport> {
  if (path === undefined) {
    return { report: { text: html } };
  }
  if (text === undefined) {
    return { report: { text: html }, ...(problem !== undefined && { problem }) };
  }
  try {
    await writeFile(path, text);
    return { report: { text: shownPath(path), url: pathToFileURL(path).href } };
  } catch (error) {
    return { report: { text: html }, problem: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
