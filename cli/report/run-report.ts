import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescribedExecution } from '../../shared/aws/execution-status.ts';
import type { ComparisonResult } from '../../shared/contract/comparison-result.ts';
import { gateAnswer } from '../../shared/contract/gate-answer.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { type TuningResult, tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { aliasOf, parseFunctionReference } from '../../shared/core/function-reference.ts';
import { type Account, connectAccount } from '../autotune/account.ts';
import { EXIT_FAILED, exitCodeOf, functionOf, ownResult, whyText } from '../autotune/run-end.ts';
import { saveReport } from '../autotune/save-report.ts';
import { CannotFollowError, tunerArn } from '../autotune/tuner-arn.ts';
import { gateMarkdown, gateText } from '../gate/gate-answer.ts';
import { EXIT_CODES } from '../gate/gate-exit.ts';
import { withPrintableTexts } from '../output/clean-values.ts';
import { Display } from '../output/display.ts';
import { makeOutputPlace } from '../output-place.ts';
import { timeText } from '../time-text.ts';
import { UsageError } from '../usage-error.ts';
import { wholeComparison, wholeResult } from '../whole-result.ts';
import { findRun } from './find-run.ts';
import type { ReportRequest, ReportSubject } from './report-options.ts';

/**
 * Prints the answer of a run that has ended, and saves or opens its page.
 *
 * @returns The exit code.
 * @throws {TunerError} If the run cannot be read.
 * @throws {CannotFollowError} If there is no such run, or it has not ended.
 * @throws {UsageError} If the page could not be saved, in which case nothing is read; or if RUN
 *   is a comparison, which has no page and no CSV.
 */
export async function runReport(options: ReportRequest, interrupt: AbortSignal): Promise<number> {
  const { savePath, subject } = options;
  if (savePath !== undefined) makeOutputPlace('--save', savePath);
  const display = new Display(options.output);
  const stateMachine = arnOf(subject) ?? options.stateMachine;
  const account = connectAccount({ ...options, stateMachine });
  try {
    if (subject.kind === 'value') {
      return await tellResult(account, options, { display, value: subject.value });
    }
    const run =
      subject.kind === 'execution'
        ? await account.readExecution(subject.arn)
        : await findRun(
            account,
            { stateMachineArn: await tunerArn(account, stateMachine), name: subject.name },
            interrupt,
          );
    return await tellRun(account, options, { display, run });
  } finally {
    display.finish(false);
    account.close();
  }
}

/** Returns the ARN of the run, whose region is the one that the report is in. */
function arnOf(subject: ReportSubject): string | undefined {
  switch (subject.kind) {
    case 'execution':
      return subject.arn;
    case 'value': {
      const { executionArn } = (subject.value ?? {}) as { readonly executionArn?: unknown };
      return typeof executionArn === 'string' ? executionArn : undefined;
    }
    case 'name':
      return undefined;
  }
}

async function tellRun(
  account: Account,
  options: ReportRequest,
  { display, run }: { readonly display: Display; readonly run: DescribedExecution },
): Promise<number> {
  const { executionArn, end, input, startedAtMs } = run;
  if (end === undefined) {
    throw new CannotFollowError(
      `Cannot report ${executionArn}: it must have ended: it is ${run.status}`,
    );
  }
  const functionName = functionOf(input);
  display.note(
    `Run of ${functionName}, started ${timeText(startedAtMs)} UTC: ${executionArn}`,
    'muted',
  );
  if (end.status !== 'SUCCEEDED') {
    display.addFailure({ functionName, text: whyText(end), details: { executionArn, ...end } });
    return EXIT_FAILED;
  }
  const alias = aliasOf(parseFunctionReference(functionName) ?? {});
  return await tellResult(account, options, { display, value: ownResult(end.output), alias });
}

interface FoundResult {
  readonly display: Display;
  readonly value: unknown;
  readonly alias?: string | undefined;
}

/** @returns The exit code. */
async function tellResult(
  account: Account,
  { savePath, isOpened, output }: ReportRequest,
  { display, value, alias }: FoundResult,
): Promise<number> {
  const comparison = wholeComparison(value);
  if (comparison !== undefined) {
    if (savePath !== undefined || isOpened || output.format === 'csv') {
      throw new UsageError(
        'Cannot report a comparison of releases in this way: it has no page and no rows of sizes: leave out --save, --open and --csv',
      );
    }
    return tellComparison(comparison, { display, value });
  }
  display.addValue(value);
  const result: TuningResult =
    wholeResult(value) ?? parseContract(tuningResultSchema, value, 'RUN as the result of a run');
  const path = savePath ?? (isOpened ? await temporaryPath(result) : undefined);
  const { report, problem } = await saveReport(account, result.report.html, {
    path,
    liveRun: undefined,
  });
  display.addResult(result, { report, isInAccount: true, alias, saveOption: '--save' });
  if (problem !== undefined) display.warn(`Cannot save the report: ${problem}`);
  if (isOpened && path !== undefined && problem === undefined) await show(display, path);
  return exitCodeOf(result);
}

/** @returns The exit code that autotune gate ends with. */
function tellComparison(
  comparison: ComparisonResult,
  { display, value }: Omit<FoundResult, 'alias'>,
): number {
  const clean = withPrintableTexts(comparison);
  display.addValue(value);
  display.addText({ text: (page) => gateText(clean, page), markdown: gateMarkdown(clean) });
  return EXIT_CODES[gateAnswer(clean)];
}

async function temporaryPath({ runId }: TuningResult): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'autotune-')), `report-${runId}.html`);
}

async function show(display: Display, path: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    await open(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    display.warn(`Cannot open a browser: ${reason}`);
  }
}
