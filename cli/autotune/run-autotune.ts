import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ExecutionEnd, ExecutionEvent } from '../../shared/aws/execution-events.ts';
import type { StartedExecution } from '../../shared/aws/execution-start.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { interruptedExitCode } from '../interruption.ts';
import { LiveRun } from '../live/live-run.ts';
import { type LiveServer, startLiveServer } from '../live/live-server.ts';
import { makeOutputPlace } from '../output-place.ts';
import { HistoryProgress } from '../progress/history-progress.ts';
import { ProgressPrinter } from '../progress/progress-printer.ts';
import { failureText, isAdvice, resultText } from '../result-text.ts';
import { type Account, connectAccount } from './account.ts';
import type { AutotuneOptions } from './autotune-options.ts';
import { followExecution } from './follow-execution.ts';

/** What `tune` is asked for; the rest of the options is about the page. */
type RunOptions = Omit<Extract<AutotuneOptions, { kind: 'run' }>, 'isLive' | 'kind'>;

/** Exit code of a run that failed. */
export const EXIT_FAILED = 1;

/** Exit code of a run that ended well, with the answer that no size is what was asked for. */
export const EXIT_IMPOSSIBLE = 4;

/** Where lines go. */
export interface Output {
  /** What was asked for: standard output. */
  result(line: string): void;
  /** What happens on the way. */
  progress(line: string): void;
  /** Which execution it is. */
  started(line: string): void;
}

/** The page that shows a run, as `LiveRun` takes it. */
export interface LivePage {
  readonly publish: LiveServer['publish'];
  readonly run: number;
  readonly title: string;
}

/** The run cannot be started or followed, for a reason that is no failure of a call. */
class CannotFollowError extends Error {
  override readonly name = 'CannotFollowError';
}

/**
 * Starts a run in an account and follows it to its end, on a live page where that is asked for.
 *
 * @param interrupt Ends the following.
 * @returns The exit code.
 * @throws {TunerError} If it cannot be started or followed.
 * @throws {UsageError} If the report could not be saved; nothing is started then.
 */
export async function runAutotune(
  options: RunOptions & { readonly isLive: boolean },
  output: Output,
  interrupt: AbortSignal,
): Promise<number> {
  if (options.reportPath !== undefined) {
    makeOutputPlace('--report', options.reportPath);
  }
  const live = options.isLive ? await startLiveServer() : undefined;
  if (live !== undefined) {
    output.progress(`Live: ${live.url}`);
  }
  const title = String(options.request.functionName);
  try {
    return await tune(options, output, {
      interrupt,
      live: live && { publish: live.publish, run: 0, title },
    });
  } finally {
    await live?.close();
  }
}

/**
 * Starts a run and follows it to its end.
 *
 * @returns The exit code.
 * @throws {TunerError} If it cannot be started or followed.
 */
export async function tune(
  options: RunOptions,
  output: Output,
  { interrupt, live }: { readonly interrupt: AbortSignal; readonly live: LivePage | undefined },
): Promise<number> {
  const account = connectAccount(options);
  const liveRun = live && new LiveRun(live.publish, live);
  try {
    const started = await start(account, options);
    const { executionArn } = started;
    if (!options.isWaiting) {
      output.progress(startText(started));
      output.result(options.isJson ? JSON.stringify({ executionArn }, null, 2) : executionArn);
      return 0;
    }
    output.started(`${startText(started)}: ${executionArn}`);
    try {
      const end = await follow(account, { options, started, output, liveRun, interrupt });
      return await tellEnd(account, { options, executionArn, output, liveRun, end });
    } catch (error) {
      if (!interrupt.aborted) {
        throw error;
      }
      await tellInterrupt(account, { options, executionArn, output });
      return interruptedExitCode(interrupt);
    }
  } finally {
    account.close();
  }
}

function startText({ kind }: StartedExecution): string {
  return kind === 'started'
    ? 'Started'
    : 'An execution of this name exists already, and a name is used once; following that one';
}

async function start(account: Account, options: RunOptions): Promise<StartedExecution> {
  const { stateMachine, executionName = `autotune-${randomUUID()}`, request } = options;
  const stateMachineArn = stateMachine.startsWith('arn:')
    ? stateMachine
    : await account.findStateMachine(stateMachine);
  if (stateMachineArn === undefined) {
    throw new CannotFollowError(
      `Cannot find the state machine "${stateMachine}": deploy the tuner to this account and region, or name another one with --stage, --region or --state-machine`,
    );
  }
  return account.start({ stateMachineArn, name: executionName, input: request });
}

interface Following {
  readonly options: RunOptions;
  readonly started: StartedExecution;
  readonly output: Output;
  readonly liveRun: LiveRun | undefined;
  readonly interrupt: AbortSignal;
}

async function follow(
  account: Account,
  { options, started, output, liveRun, interrupt }: Following,
): Promise<ExecutionEnd> {
  const { executionArn, kind } = started;
  const progress = new HistoryProgress();
  const printer = new ProgressPrinter(output.progress);
  const end = await followExecution(
    {
      clock: systemClock,
      readNewEvents: (seenId) => account.readNewEvents(executionArn, seenId),
      readEnd: () => account.readEnd(executionArn),
    },
    {
      signal: interrupt,
      onEvent: (event) => {
        warnOfOtherRequest(event);
        const told = progress.next(event);
        if (told !== undefined) {
          printer.onEvent(told);
          liveRun?.onEvent(told);
        }
      },
    },
  );
  liveRun?.end(end.status, end.status === 'SUCCEEDED' ? '' : whyText(end));
  return end;

  function warnOfOtherRequest(event: ExecutionEvent): void {
    if (kind === 'exists' && event.kind === 'started') {
      const isSame = isDeepStrictEqual(event.input, JSON.parse(JSON.stringify(options.request)));
      output.progress(
        isSame
          ? 'It was started with this very request.'
          : `It was started with another request, and what follows is about that: ${JSON.stringify(event.input)}`,
      );
    }
  }
}

interface Telling {
  readonly options: RunOptions;
  readonly executionArn: string;
  readonly output: Output;
}

/** @returns The exit code. */
async function tellEnd(
  account: Account,
  {
    options,
    executionArn,
    output,
    liveRun,
    end,
  }: Telling & { readonly liveRun: LiveRun | undefined; readonly end: ExecutionEnd },
): Promise<number> {
  if (end.status !== 'SUCCEEDED') {
    output.progress(failureText(end.status, whyText(end)));
    if (options.isJson) {
      output.result(JSON.stringify({ executionArn, ...end }, null, 2));
    }
    return EXIT_FAILED;
  }
  // Printed before it is read: what another version of the tuner says is better than nothing.
  if (options.isJson) {
    output.result(JSON.stringify(end.output, null, 2));
  }
  const result = parseContract(tuningResultSchema, end.output, 'the result of the run');
  const { html } = result.report;
  const saved = await saveReport(account, html, { path: options.reportPath, liveRun });
  if (!options.isJson) {
    output.result(resultText(result, saved.place));
  }
  if (saved.problem !== undefined) {
    output.progress(`\nCannot save the report: ${saved.problem}`);
  }
  return isAdvice(result) ? 0 : EXIT_IMPOSSIBLE;
}

/** The run has ended by now, and well: a report that cannot be saved is no failure of it. */
async function saveReport(
  account: Account,
  html: string,
  { path, liveRun }: { readonly path: string | undefined; readonly liveRun: LiveRun | undefined },
): Promise<{ readonly place: string; readonly problem?: string }> {
  if (path === undefined && liveRun === undefined) {
    return { place: html };
  }
  const page = await readPage(account, html);
  const saved = await savePage(page, html, path);
  if (page.text !== undefined) {
    liveRun?.report(page.text, saved.place);
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

async function savePage({ text, problem }: ReadPage, html: string, path: string | undefined) {
  if (path === undefined) {
    return { place: html };
  }
  if (text === undefined) {
    return { place: html, ...(problem !== undefined && { problem }) };
  }
  try {
    await writeFile(path, text);
    return { place: path };
  } catch (error) {
    return { place: html, problem: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function whyText({ status, error, cause }: Exclude<ExecutionEnd, { status: 'SUCCEEDED' }>): string {
  const said = [error, cause].filter((text) => text !== '').join(': ');
  return said === '' ? `the run was ${status === 'ABORTED' ? 'stopped' : 'given up'}` : said;
}

async function tellInterrupt(
  account: Account,
  { options, executionArn, output }: Telling,
): Promise<void> {
  if (options.isStoppedOnInterrupt) {
    await account.stop(executionArn, 'autotune was interrupted');
    output.progress('\nStopped the run. What it made is removed within minutes.');
    return;
  }
  output.progress(
    `\nStopped following; the run goes on. To stop it:\n\n  aws stepfunctions stop-execution --execution-arn ${executionArn}`,
  );
}
