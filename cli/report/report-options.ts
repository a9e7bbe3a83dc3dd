import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ACCOUNT_FLAGS } from '../autotune/account-flags.ts';
import { readEndpoint, STAGE_DEFAULT, stateMachineNameOf } from '../autotune/autotune-options.ts';
import {
  ANSWER_FLAGS,
  type OutputOptions,
  outputHelp,
  readOutputOptions,
} from '../output/output-options.ts';
import { readJsonText } from '../request/json-text.ts';
import { UsageError } from '../usage-error.ts';

/** What `autotune report` was asked to do. */
export type ReportOptions = { readonly kind: 'help' } | ReportRequest;

/** Which answer to print, and how. */
export interface ReportRequest {
  readonly kind: 'report';
  readonly subject: ReportSubject;
  /** Name or ARN of the state machine. */
  readonly stateMachine: string;
  /** Absent: taken from the environment. */
  readonly region?: string;
  readonly endpoint?: string;
  /** Where to save the page. */
  readonly savePath?: string;
  /** Whether to show the page in a browser. */
  readonly isOpened: boolean;
  readonly output: OutputOptions;
}

/** How an answer is found. */
export type ReportSubject =
  /** The content of a file. */
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'execution'; readonly arn: string }
  /** The name of an execution, or of a function whose last run is meant. */
  | { readonly kind: 'name'; readonly name: string };

const FLAGS = {
  ...ACCOUNT_FLAGS,
  ...ANSWER_FLAGS,
  save: { type: 'string' },
  open: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export const REPORT_USAGE = `Usage: autotune report RUN [options]

Prints the answer of a run that has ended, as autotune run or autotune gate did, and saves or shows
its page.

  RUN                   the name or ARN of an execution; the name or ARN of a function, for its last
                        run; or a file with the result as JSON, or - for standard input
  --save FILE           save the page (HTML)
  --open                show the page in a browser; without --save, from a temporary folder
  --stage STAGE         stage of the tuner's deployment; default ${STAGE_DEFAULT}
  --state-machine NAME  name or ARN of the state machine; an ARN needs no permission to list them
  --region REGION       region of the tuner; default: from the AWS configuration
  --endpoint URL        another AWS endpoint, such as that of autotune cloud

What it prints:

${outputHelp(24, ANSWER_FLAGS)}

Example: autotune report my-fn --stage prod --open

Exit codes: 0 advised, 1 the run failed, 2 usage, 3 cannot read it, 4 no size keeps the limit, 130 or
143 interrupted; for a comparison, those of autotune gate.`;

/**
 * Reads the command line of `autotune report`.
 *
 * @throws {UsageError} If the command line is invalid.
 */
export function readReportOptions(args: readonly string[]): ReportOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) return { kind: 'help' };
  const [run, ...others] = positionals;
  if (run === undefined) {
    throw new UsageError('Cannot report a run: name an execution, a function, or a file');
  }
  if (others.length > 0) {
    throw new UsageError(`Cannot report several runs: also given were ${others.join(', ')}`);
  }
  if (values.save === '') throw new UsageError('Cannot read --save: it must name a file');
  return {
    kind: 'report',
    subject: readSubject(run),
    stateMachine: values['state-machine'] ?? stateMachineNameOf(values.stage ?? STAGE_DEFAULT),
    ...(values.region !== undefined && { region: values.region }),
    ...(values.endpoint !== undefined && { endpoint: readEndpoint(values.endpoint) }),
    ...(values.save !== undefined && { savePath: values.save }),
    isOpened: values.open === true,
    output: readOutputOptions(values),
  };
}

/** Matches JSON, `-`, and texts that look like the name of a file, which need not exist. */
const FILE_LIKE = /^\s*[{[]|^-$|\.json$|[\\/]/;

function readSubject(run: string): ReportSubject {
  if (/^arn:[^:]+:states:/.test(run)) return { kind: 'execution', arn: run };
  const isFile = statSync(run, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile && !FILE_LIKE.test(run)) return { kind: 'name', name: run };
  const value = readJsonText(run, 'RUN');
  // The output of --json for a run that failed, or was not waited for, has only its execution.
  const { executionArn, decision, verdict } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isAnswer = (decision ?? verdict) !== undefined;
  return typeof executionArn === 'string' && !isAnswer
    ? { kind: 'execution', arn: executionArn }
    : { kind: 'value', value };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: FLAGS });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
