import { parseArgs } from 'node:util';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import {
  OUTPUT_FLAGS,
  type OutputOptions,
  outputHelp,
  readOutputOptions,
} from '../output/output-options.ts';
import { readCommentedJsonFile } from '../request/json-text.ts';
import {
  type FlagValues,
  REQUEST_FLAGS,
  requestFlagsHelp,
  requestOfFlags,
} from '../request/request-flags.ts';
import { UsageError } from '../usage-error.ts';
import { ACCOUNT_FLAGS } from './account-flags.ts';

/** What `autotune` was asked to do. */
export type AutotuneOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      /** The input of the execution: validated, but sent as the user wrote it. */
      readonly request: Readonly<Record<string, unknown>>;
      /** Name or ARN of the state machine. */
      readonly stateMachine: string;
      /** Absent: taken from the environment. */
      readonly region?: string;
      readonly endpoint?: string;
      /** Absent: a new name is made. */
      readonly executionName?: string;
      readonly reportPath?: string;
      /** File that receives the answer as variables, for later jobs of a pipeline. */
      readonly dotenvPath?: string;
      readonly isWaiting: boolean;
      readonly isLive: boolean;
      readonly output: OutputOptions;
      readonly isStoppedOnInterrupt: boolean;
    };

/** The stage of the deployment if none is named. */
export const STAGE_DEFAULT = 'dev';

const OWN_FLAGS = {
  ...ACCOUNT_FLAGS,
  request: { type: 'string' },
  name: { type: 'string' },
  wait: { type: 'boolean' },
  live: { type: 'boolean' },
  report: { type: 'string' },
  dotenv: { type: 'string' },
  'stop-on-interrupt': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export const AUTOTUNE_USAGE = `Usage: autotune [run] FUNCTION [options]

Tunes a Lambda function with the tuner that is deployed in an AWS account, and follows the run.

  FUNCTION              a name, a partial ARN or a full ARN, each with or without ":qualifier"
  --request FILE        the request as JSON, with comments (autotune init writes one); the options below
                        override it
  --stage STAGE         stage of the tuner's deployment; default ${STAGE_DEFAULT}
  --state-machine NAME  name or ARN of the state machine; an ARN needs no permission to list them
  --region REGION       region of the tuner; default: from the AWS configuration
  --endpoint URL        another AWS endpoint, such as that of autotune cloud
  --name NAME           name of the execution: the same name and request follow the same run
  --no-wait             start the run, and print where it is
  --live                show the run on a page on this machine
  --report FILE         save the report (HTML)
  --dotenv FILE         save the answer as variables for later jobs, as GitLab reads them
  --stop-on-interrupt   Ctrl-C stops the run itself, not only this command

What it prints:

${outputHelp(24)}

The request; docs/request.md describes each field:

${requestFlagsHelp()}

If GITHUB_STEP_SUMMARY and GITHUB_OUTPUT are set, it writes the summary of the job and the outputs of
the step: verdict, memory-mb, memory-mb-before, changed, report.

Exit codes: 0 advised, 1 the run failed, 2 usage, 3 cannot start or follow it, 4 no size keeps the
limit, 130 or 143 interrupted.`;

/**
 * Reads the command line of `autotune`.
 *
 * @throws {UsageError} If the command line is invalid.
 * @throws {InvalidRequestError} If the request is invalid; the run would report the same.
 */
export function readAutotuneOptions(args: readonly string[]): AutotuneOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    return { kind: 'help' };
  }
  const output = readOutputOptions(values);
  const [functionName, ...others] = positionals;
  if (others.length > 0) {
    throw new UsageError(
      `Cannot tune several functions at once: also given were ${others.join(', ')}`,
    );
  }
  const request = {
    ...(values.request !== undefined && readRequestFile(values.request)),
    ...(functionName !== undefined && { functionName }),
    ...requestOfFlags(values as FlagValues),
  };
  if (functionName === undefined && values.request === undefined) {
    throw new UsageError('Cannot start a run: name a function, or give a request');
  }
  const { report, dotenv } = values;
  if (
    values.wait === false &&
    (values.live === true || report !== undefined || dotenv !== undefined)
  ) {
    throw new UsageError(
      'Cannot show or save the result of a run without waiting for it: leave out --no-wait, or --live, --report and --dotenv',
    );
  }
  for (const [flag, path] of Object.entries({ report, dotenv })) {
    if (path === '') throw new UsageError(`Cannot read --${flag}: it must name a file`);
  }
  refuseComparison(parseTuningRequest(request).request);
  return {
    kind: 'run',
    request,
    stateMachine: values['state-machine'] ?? stateMachineNameOf(values.stage ?? STAGE_DEFAULT),
    ...(values.region !== undefined && { region: values.region }),
    ...(values.endpoint !== undefined && { endpoint: readEndpoint(values.endpoint) }),
    ...(values.name !== undefined && { executionName: values.name }),
    ...(report !== undefined && { reportPath: report }),
    ...(dotenv !== undefined && { dotenvPath: dotenv }),
    isWaiting: values.wait !== false,
    isLive: values.live === true,
    output,
    isStoppedOnInterrupt: values['stop-on-interrupt'] === true,
  };
}

/** Refuses a comparison of releases: it has its own answer and exit codes, in `autotune gate`. */
function refuseComparison({ compareWith }: TuningRequest): void {
  if (compareWith !== undefined) {
    throw new UsageError(
      'Cannot tune and compare releases at once: leave out "compareWith", or use autotune gate',
    );
  }
}

/** Returns the name that serverless.yml gives the state machine; a test checks that they agree. */
export function stateMachineNameOf(stage: string): string {
  return `lambda-autotuner-${stage}`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: { ...REQUEST_FLAGS, ...OUTPUT_FLAGS, ...OWN_FLAGS },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Reads the file of `--request`.
 *
 * @throws {UsageError} If it cannot be read, or does not hold a JSON object.
 */
export function readRequestFile(path: string): object {
  const request = readCommentedJsonFile(path, '--request');
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new UsageError(`Cannot read --request ${path}: it must hold a JSON object`);
  }
  return request;
}

/** @throws {UsageError} If it is not an http or https URL. */
export function readEndpoint(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) {
    throw new UsageError(
      `Cannot read --endpoint ${text}: it must be an address such as http://127.0.0.1:4599`,
    );
  }
  return text;
}
