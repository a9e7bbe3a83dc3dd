import type { ExecutionEnd } from '../../shared/aws/execution-events.ts';
import {
  type ComparisonResult,
  comparisonResultSchema,
} from '../../shared/contract/comparison-result.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Account, connectAccount } from '../autotune/account.ts';
import { followExecution } from '../autotune/follow-execution.ts';
import { EXIT_FAILED, whyText } from '../autotune/run-autotune.ts';
import { startRun } from '../autotune/start-run.ts';
import { interruptedExitCode } from '../interruption.ts';
import type { Page } from '../output/answer-form.ts';
import { failureText } from '../output/answer-lines.ts';
import { printable, withPrintableTexts } from '../output/clean-values.ts';
import { jsonText } from '../output/json.ts';
import { failureMarkdown } from '../output/markdown.ts';
import { pipelinePlacesOf, tellPipeline } from '../output/pipeline-files.ts';
import { makeOutputPlace } from '../output-place.ts';
import { HistoryProgress } from '../progress/history-progress.ts';
import { gateMarkdown, gateText } from './gate-answer.ts';
import { EXIT_CODES, gateAnswer } from './gate-exit.ts';
import type { GateRequest } from './gate-options.ts';
import { gateProgress } from './gate-progress.ts';

/** Where lines go, and how they are shown. */
export interface GateOutput {
  /** What was asked for: standard output. */
  result(text: string): void;
  /** What happens on the way, and what went wrong. */
  progress(text: string): void;
  readonly page: Page;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Compares two releases in an account, and tells the answer.
 *
 * @param interrupt Ends the following.
 * @returns The exit code.
 * @throws {TunerError} If the run cannot be started or followed.
 * @throws {UsageError} If the variables could not be saved; nothing is started then.
 */
export async function runGate(
  options: GateRequest,
  output: GateOutput,
  interrupt: AbortSignal,
): Promise<number> {
  if (options.dotenvPath !== undefined) makeOutputPlace('--dotenv', options.dotenvPath);
  const account = connectAccount(options);
  try {
    const { executionArn } = await startRun(account, options);
    tell(options, output, `Comparing: ${executionArn}`);
    const end = await follow(account, executionArn, { options, output, interrupt }).catch(
      async (error: unknown) => {
        if (!interrupt.aborted) throw error;
        await tellInterrupt(account, executionArn, { options, output });
        return undefined;
      },
    );
    if (end === undefined) return interruptedExitCode(interrupt);
    return end.status === 'SUCCEEDED'
      ? tellResult(
          parseContract(comparisonResultSchema, end.output, 'the result of the comparison'),
          options,
          output,
        )
      : tellFailure(failureText(printable(whyText(end))), options, output);
  } finally {
    account.close();
  }
}

interface Following {
  readonly options: GateRequest;
  readonly output: GateOutput;
  readonly interrupt: AbortSignal;
}

async function follow(
  account: Account,
  executionArn: string,
  { options, output, interrupt }: Following,
): Promise<ExecutionEnd> {
  const progress = new HistoryProgress();
  return await followExecution(
    {
      clock: systemClock,
      readNewEvents: (seenId) => account.readNewEvents(executionArn, seenId),
      readEnd: () => account.readEnd(executionArn),
    },
    {
      signal: interrupt,
      onEvent: (event) => {
        const told = progress.next(event);
        const line = told && gateProgress(told);
        if (line !== undefined) tell(options, output, printable(line));
      },
    },
  );
}

function tell({ isQuiet }: GateRequest, { progress }: GateOutput, line: string): void {
  if (!isQuiet) progress(line);
}

/** @returns The exit code. */
function tellResult(result: ComparisonResult, options: GateRequest, output: GateOutput): number {
  const clean = withPrintableTexts(result);
  const answer = gateAnswer(clean);
  switch (options.format) {
    case 'json':
      output.result(jsonText(result));
      break;
    case 'markdown':
      output.result(gateMarkdown(clean));
      break;
    case 'text':
      output.result(gateText(clean, output.page));
  }
  const { comparison } = clean;
  const problem = tellPipeline(
    pipelinePlacesOf(output.env, options.dotenvPath),
    gateMarkdown(clean),
    {
      verdict: answer === 'overBudget' ? 'over-budget' : answer,
      'duration-percent': percentText(comparison?.duration.effectPercent),
      'cost-percent': percentText(comparison?.cost.effectPercent),
      report: clean.report.json,
    },
  );
  if (problem !== undefined) output.progress(`Warning: ${problem}`);
  return EXIT_CODES[answer];
}

function percentText(percent: number | undefined): string {
  return percent === undefined ? '' : percent.toFixed(1);
}

/** @returns The exit code. */
function tellFailure(text: string, options: GateRequest, output: GateOutput): number {
  const functionName = String(options.request.functionName);
  output.progress(`Failed: ${text}`);
  if (options.format === 'json') output.result(jsonText({ status: 'failed', message: text }));
  if (options.format === 'markdown') output.result(failureMarkdown(functionName, text));
  const problem = tellPipeline(
    pipelinePlacesOf(output.env, options.dotenvPath),
    failureMarkdown(functionName, text),
    { verdict: 'failed', 'duration-percent': '', 'cost-percent': '', report: '' },
  );
  if (problem !== undefined) output.progress(`Warning: ${problem}`);
  return EXIT_FAILED;
}

async function tellInterrupt(
  account: Account,
  executionArn: string,
  { options, output }: Omit<Following, 'interrupt'>,
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
