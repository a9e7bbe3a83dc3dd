import { isDeepStrictEqual } from 'node:util';
import type { ExecutionEnd, ExecutionEvent } from '../../shared/aws/execution-events.ts';
import type { StartedExecution } from '../../shared/aws/execution-start.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { aliasOf, parseFunctionReference } from '../../shared/core/function-reference.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { interruptedExitCode } from '../interruption.ts';
import { LiveRun } from '../live/live-run.ts';
import { type LiveServer, startLiveServer } from '../live/live-server.ts';
import type { ApplyForm } from '../output/apply-snippet.ts';
import { Display } from '../output/display.ts';
import type { OutputOptions } from '../output/output-options.ts';
import {
  type PipelinePlaces,
  pipelinePlacesOf,
  tellPipelineFailure,
  tellPipelineResult,
} from '../output/pipeline-files.ts';
import { makeOutputPlace } from '../output-place.ts';
import { HistoryProgress } from '../progress/history-progress.ts';
import { type Account, connectAccount } from './account.ts';
import type { AutotuneOptions } from './autotune-options.ts';
import { followExecution } from './follow-execution.ts';
import { keepFailure } from './keep-failure.ts';
import { EXIT_FAILED, exitCodeOf, whyText } from './run-end.ts';
import { saveReport } from './save-report.ts';
import { startRun } from './start-run.ts';
import { tellInterrupt } from './tell-interrupt.ts';

/** The options that `tune` needs: all but those about the live page and the output. */
type RunOptions = Omit<Extract<AutotuneOptions, { kind: 'run' }>, 'isLive' | 'kind' | 'output'>;

/** The live page that shows a run, in the form that `LiveRun` takes. */
export interface LivePage {
  readonly publish: LiveServer['publish'];
  readonly run: number;
  readonly title: string;
}

/**
 * Starts a run in an account and follows it to its end, on a live page if asked for.
 *
 * @param interrupt Stops following the run.
 * @returns The exit code.
 * @throws {TunerError} If it cannot be started or followed.
 * @throws {UsageError} If a file could not be written; nothing is started then.
 */
export async function runAutotune(
  options: RunOptions & { readonly isLive: boolean; readonly output: OutputOptions },
  interrupt: AbortSignal,
): Promise<number> {
  const display = new Display(options.output);
  const { reportPath, dotenvPath } = options;
  for (const [option, path] of Object.entries({ '--report': reportPath, '--dotenv': dotenvPath })) {
    if (path !== undefined) makeOutputPlace(option, path);
  }
  const pipeline = pipelinePlacesOf(process.env, dotenvPath);
  const live = options.isLive ? await startLiveServer() : undefined;
  if (live !== undefined) {
    display.note(`Live: ${live.url}`);
  }
  const title = String(options.request.functionName);
  try {
    return await tune(options, {
      display,
      interrupt,
      live: live && { publish: live.publish, run: 0, title },
      isInAccount: true,
      pipeline: { places: pipeline, applyForm: options.output.applyForm },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    warnOf(display, tellPipelineFailure(pipeline, title, message));
    throw error;
  } finally {
    display.finish(false);
    await live?.close();
  }
}

function warnOf(display: Display, problem: string | undefined): void {
  if (problem !== undefined) {
    display.warn(problem);
  }
}

/** How a run is shown and interrupted. */
interface Surroundings {
  readonly display: Display;
  readonly interrupt: AbortSignal;
  readonly live: LivePage | undefined;
  /**
   * False in the local cloud: the run ends with this command, and the function is in no account.
   */
  readonly isInAccount: boolean;
  /** Absent if no pipeline needs the answer. */
  readonly pipeline?: { readonly places: PipelinePlaces; readonly applyForm: ApplyForm };
}

/**
 * Starts a run and follows it to its end.
 *
 * @returns The exit code.
 * @throws {TunerError} If it cannot be started or followed.
 */
export async function tune(options: RunOptions, surroundings: Surroundings): Promise<number> {
  const { display, interrupt, live, isInAccount } = surroundings;
  const account = connectAccount(options);
  const liveRun = live && new LiveRun(live.publish, live);
  try {
    const started = await startRun(account, options);
    const { executionArn } = started;
    if (!options.isWaiting) {
      display.note(`${startText(started)}:`);
      display.addStarted(executionArn);
      return 0;
    }
    if (isInAccount) {
      display.note(`${startText(started)}: ${executionArn}`, 'muted');
    }
    try {
      const end = await follow(account, { ...surroundings, options, started, liveRun });
      return await tellEnd(account, { ...surroundings, options, executionArn, liveRun, end });
    } catch (error) {
      if (!interrupt.aborted) {
        throw error;
      }
      if (isInAccount) {
        const tell = (text: string) => surroundings.display.note(text);
        await tellInterrupt(account, { ...options, executionArn, tell });
      }
      return interruptedExitCode(interrupt);
    }
  } finally {
    account.close();
  }
}

function startText({ kind }: StartedExecution): string {
  return kind === 'started'
    ? 'Started'
    : 'An execution of this name exists already; following that one, because a name cannot be used twice';
}

interface Following extends Surroundings {
  readonly options: RunOptions;
  readonly liveRun: LiveRun | undefined;
  readonly started: StartedExecution;
}

async function follow(
  account: Account,
  { options, started, display, liveRun, interrupt }: Following,
): Promise<ExecutionEnd> {
  const { executionArn, kind } = started;
  const progress = new HistoryProgress();
  const shown = display.beginRun();
  try {
    const end = await followExecution(
      {
        clock: systemClock,
        readNewEvents: (seenId) => account.readNewEvents(executionArn, seenId),
        readEnd: async () => (await account.readExecution(executionArn)).end,
      },
      {
        signal: interrupt,
        onEvent: (event) => {
          warnOfOtherRequest(event);
          const told = progress.next(event);
          if (told !== undefined) {
            shown.onEvent(told);
            liveRun?.onEvent(told);
          }
        },
      },
    );
    liveRun?.end(end.status, end.status === 'SUCCEEDED' ? '' : whyText(end));
    return end;
  } finally {
    shown.end();
  }

  function warnOfOtherRequest(event: ExecutionEvent): void {
    if (kind === 'exists' && event.kind === 'started') {
      const isSame = isDeepStrictEqual(event.input, JSON.parse(JSON.stringify(options.request)));
      display.note(
        isSame
          ? 'It was started with the same request.'
          : `It was started with another request, which the following is about: ${JSON.stringify(event.input)}`,
      );
    }
  }
}

interface EndedRun extends Surroundings {
  readonly options: RunOptions;
  readonly executionArn: string;
}

/** @returns The exit code. */
async function tellEnd(
  account: Account,
  {
    options,
    executionArn,
    display,
    liveRun,
    end,
    isInAccount,
    pipeline,
  }: EndedRun & { readonly liveRun: LiveRun | undefined; readonly end: ExecutionEnd },
): Promise<number> {
  if (end.status !== 'SUCCEEDED') {
    const told = isInAccount
      ? end
      : { ...end, cause: await keepFailure(account, end.cause, options.reportPath) };
    const functionName = String(options.request.functionName);
    display.addFailure({
      functionName,
      text: whyText(told),
      details: { executionArn, ...told },
    });
    if (pipeline) {
      warnOf(display, tellPipelineFailure(pipeline.places, functionName, whyText(told)));
    }
    return EXIT_FAILED;
  }
  // Added before parsing, which may fail on the output of another version of the tuner: the raw
  // output is better than nothing.
  display.addValue(end.output);
  const result = parseContract(tuningResultSchema, end.output, 'the result of the run');
  const { html } = result.report;
  const saved = await saveReport(account, html, { path: options.reportPath, liveRun });
  const { report, problem } = saved;
  const alias = aliasOf(parseFunctionReference(String(options.request.functionName)) ?? {});
  const form = { report, isInAccount, alias };
  display.addResult(result, form);
  if (pipeline) {
    const { places, applyForm } = pipeline;
    warnOf(display, tellPipelineResult(places, result, { ...form, applyForm }));
  }
  if (problem !== undefined) {
    display.warn(`Cannot save the report: ${problem}`);
  }
  return exitCodeOf(result);
}
