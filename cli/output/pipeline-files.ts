import { randomUUID } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { AnswerForm } from './answer-form.ts';
import { failureText } from './answer-lines.ts';
import { printable, withPrintableTexts } from './clean-values.ts';
import { failureMarkdown, markdownText } from './markdown.ts';

/** The outputs of a run for later steps of a pipeline, by name. */
type PipelineOutputs = Readonly<Record<string, string>>;

/** The files that a CI platform reads the answer of a step from. */
export interface PipelinePlaces {
  /** The summary of the job, as Markdown (`GITHUB_STEP_SUMMARY`). */
  readonly summaryPath?: string | undefined;
  /** The outputs of the step (`GITHUB_OUTPUT`). */
  readonly outputPath?: string | undefined;
  /** A dotenv report for GitLab; an existing file is overwritten. */
  readonly dotenvPath?: string | undefined;
}

/** Returns the files that the environment names, as GitHub Actions sets them. */
export function pipelinePlacesOf(
  { GITHUB_STEP_SUMMARY, GITHUB_OUTPUT }: NodeJS.ProcessEnv,
  dotenvPath: string | undefined,
): PipelinePlaces {
  // An empty variable counts as unset.
  return {
    summaryPath: GITHUB_STEP_SUMMARY || undefined,
    outputPath: GITHUB_OUTPUT || undefined,
    dotenvPath,
  };
}

/**
 * Writes the answer of a run for a pipeline.
 *
 * @returns Why it could not be written, which does not fail the run; `undefined` if it was.
 */
export function tellPipelineResult(
  places: PipelinePlaces,
  result: TuningResult,
  form: AnswerForm,
): string | undefined {
  const clean = withPrintableTexts(result);
  return tellPipeline(places, markdownText(clean, form), {
    verdict: clean.decision.verdict.kind,
    'memory-mb': String(clean.powerValue),
    'memory-mb-before': String(clean.powerValueBefore),
    changed: String(isChanged(clean)),
    report: clean.report.html,
  });
}

/**
 * Writes why a run has no result for a pipeline.
 *
 * @returns Why it could not be written; `undefined` if it was.
 */
export function tellPipelineFailure(
  places: PipelinePlaces,
  functionName: string,
  text: string,
): string | undefined {
  return tellPipeline(places, failureMarkdown(functionName, failureText(printable(text))), {
    verdict: 'failed',
    'memory-mb': '',
    'memory-mb-before': '',
    changed: 'false',
    report: '',
  });
}

/** Whether the function, or its alias, has another size now than when the run began. */
function isChanged({ application, aliasMove, watch }: TuningResult): boolean {
  return (
    (application.kind === 'applied' || aliasMove.kind === 'moved') && watch.kind !== 'rolledBack'
  );
}

/**
 * Writes an answer of any kind for a pipeline.
 *
 * @param summary In Markdown.
 * @returns Why it could not be written; `undefined` if it was.
 */
export function tellPipeline(
  { summaryPath, outputPath, dotenvPath }: PipelinePlaces,
  summary: string,
  outputs: PipelineOutputs,
): string | undefined {
  try {
    if (summaryPath !== undefined) appendFileSync(summaryPath, `${summary}\n\n`);
    if (outputPath !== undefined) appendFileSync(outputPath, outputText(outputs));
    if (dotenvPath !== undefined) writeFileSync(dotenvPath, dotenvText(outputs));
    return undefined;
  } catch (error) {
    return `Cannot write the outputs for the pipeline: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Formats outputs in the multi-line form, with a random delimiter, so that no value can add an
 * output.
 */
function outputText(outputs: PipelineOutputs): string {
  const end = `end-${randomUUID()}`;
  return Object.entries(outputs)
    .map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`)
    .join('');
}

/** Formats outputs as one line each, without quotes, which GitLab does not interpret. */
function dotenvText(outputs: PipelineOutputs): string {
  return Object.entries(outputs)
    .map(
      ([name, value]) =>
        `AUTOTUNE_${name.toUpperCase().replaceAll('-', '_')}=${value.replaceAll(/\s+/g, ' ')}\n`,
    )
    .join('');
}
