import type { ExecutionEnd } from '../../shared/aws/execution-events.ts';
import {
  type ComparisonResult,
  comparisonResultSchema,
} from '../../shared/contract/comparison-result.ts';
import { gateAnswer } from '../../shared/contract/gate-answer.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Account, connectAccount } from '../autotune/account.ts';
import { followExecution } from '../autotune/follow-execution.ts';
import { EXIT_FAILED, whyText } from '../autotune/run-end.ts';
import { startRun } from '../autotune/start-run.ts';
import { tellInterrupt } from '../autotune/tell-interrupt.ts';
import { interruptedExitCode } from '../interruption.ts';
import type { Page } from '../output/answer-form.ts';
import { failureLines, failureText } from '../output/answer-lines.ts';
import { printable, withPrintableTexts } from '../output/clean-values.ts';
import { printableJson } from '../output/json.ts';
import { failureMarkdown } from '../output/markdown.ts';
import { pipelinePlacesOf, tellPipeline } from '../output/pipeline-files.ts';
import { makeOutputPlace } from '../output-place.ts';
import { HistoryProgress } from '../progress/history-progress.ts';
import { gateMarkdown, gateText } from './gate-answer.ts';
import { EXIT_CODES } from './gate-exit.ts';
import type { GateRequest } from './gate-options.ts';
import { gateProgress } from './gate-progress.ts';

/** Where the output goes, and how it is formatted. */
export interface GateOutput {
  /** Prints the result, on standard output. */
  result(text: string): void;
  /** Prints progress and problems. */
  progress(text: string): void;
  readonly page: Page;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Compares two releases in an account, and prints the answer.
 *
 * @param interrupt Stops following the run.
 * @returns The exit code.
 * @throws {TunerError} If the run cannot be started or followed.
 * @throws {UsageError} If the file of --dotenv could not be written; nothing is started then.
 */
export async function runGate(
  options: GateRequest,
  output: GateOutput,
  interrupt: AbortSignal,
): Promise<number> {
  if (options.dotenvPath !== undefined) makeOutputPlace('--dotenv', options.dotenvPath);
  const account = connectAccount(options);
  try {
    return await compare(account, options, { output, interrupt });
  } catch (error) {
    tellPipelineOf(options, output, {
      summary: failureOf(options, error instanceof Error ? error.message : String(error)),
      outputs: FAILED_OUTPUTS,
    });
    throw error;
  } finally {
    account.close();
  }
}

/** @returns The exit code. */
async function compare(
  account: Account,
  options: GateRequest,
  { output, interrupt }: { readonly output: GateOutput; readonly interrupt: AbortSignal },
): Promise<number> {
  const { executionArn } = await startRun(account, options);
  tell(options, output, `Comparing: ${executionArn}`);
  const end = await follow(account, executionArn, { options, output, interrupt }).catch(
    async (error: unknown) => {
      if (!interrupt.aborted) throw error;
      await tellInterrupt(account, { ...options, executionArn, tell: output.progress });
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
    : tellFailure({ executionArn, ...end }, options, output);
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
      readEnd: async () => (await account.readExecution(executionArn)).end,
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
      output.result(printableJson(result));
      break;
    case 'markdown':
      output.result(gateMarkdown(clean));
      break;
    case 'text':
      output.result(gateText(clean, output.page));
  }
  const { comparison } = clean;
  tellPipelineOf(options, output, {
    summary: gateMarkdown(clean),
    outputs: {
      verdict: answer === 'overBudget' ? 'over-budget' : answer,
      'duration-percent': percentText(comparison?.duration.effectPercent),
      'cost-percent': percentText(comparison?.cost.effectPercent),
      report: clean.report.json,
    },
  });
  return EXIT_CODES[answer];
}

function percentText(percent: number | undefined): string {
  return percent === undefined ? '' : percent.toFixed(1);
}

/** @returns The exit code. */
function tellFailure(failure: GateFailure, options: GateRequest, output: GateOutput): number {
  const text = failureText(printable(whyText(failure)));
  const { width, paint } = output.page;
  output.progress(failureLines(text, { width, paint }).join('\n'));
  const summary = failureOf(options, text);
  if (options.format === 'json') output.result(printableJson(failure));
  if (options.format === 'markdown') output.result(summary);
  tellPipelineOf(options, output, { summary, outputs: FAILED_OUTPUTS });
  return EXIT_FAILED;
}

type GateFailure = Exclude<ExecutionEnd, { status: 'SUCCEEDED' }> & {
  readonly executionArn: string;
};

const FAILED_OUTPUTS = {
  verdict: 'failed',
  'duration-percent': '',
  'cost-percent': '',
  report: '',
};

function failureOf({ request }: GateRequest, text: string): string {
  return failureMarkdown(String(request.functionName), failureText(printable(text)));
}

/** Writes the files that a pipeline reads. A failure to write them does not fail the gate. */
function tellPipelineOf(
  { dotenvPath }: GateRequest,
  { env, progress }: GateOutput,
  told: { readonly summary: string; readonly outputs: Readonly<Record<string, string>> },
): void {
  const problem = tellPipeline(pipelinePlacesOf(env, dotenvPath), told.summary, told.outputs);
  if (problem !== undefined) progress(`Warning: ${problem}`);
}
