import { parseArgs } from 'node:util';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { PREVIOUS_RELEASE } from '../../shared/core/measurement/release-clone.ts';
import { ACCOUNT_FLAGS } from '../autotune/account-flags.ts';
import {
  readEndpoint,
  readRequestFile,
  STAGE_DEFAULT,
  stateMachineNameOf,
} from '../autotune/autotune-options.ts';
import { REQUEST_FLAGS, requestOfFlags } from '../request/request-flags.ts';
import { UsageError } from '../usage-error.ts';
import { readAgainst } from './against.ts';
import { EXIT_CODES } from './gate-exit.ts';

/** What `autotune gate` was asked to do. */
export type GateOptions = { readonly kind: 'help' } | GateRequest;

/** Which releases to compare, where, and how to print the answer. */
export interface GateRequest {
  readonly kind: 'gate';
  /** The input of the execution: validated, but sent as the user wrote it. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Name or ARN of the state machine. */
  readonly stateMachine: string;
  /** Absent: taken from the environment. */
  readonly region?: string;
  readonly endpoint?: string;
  /** Absent: a new name is made. */
  readonly executionName?: string;
  readonly dotenvPath?: string;
  readonly format: 'text' | 'json' | 'markdown';
  readonly isQuiet: boolean;
  readonly isStoppedOnInterrupt: boolean;
}

/** Flags that `autotune gate` shares with `autotune run`. */
const SHARED_FLAGS = [
  'payload',
  'payloads',
  'payload-s3',
  'pre-processor',
  'post-processor',
  'allowed-errors',
  'pause-ms',
  'percentile',
  'invocations-max',
  'concurrency-max',
  'on-busy',
] as const;

const OWN_FLAGS = {
  ...ACCOUNT_FLAGS,
  against: { type: 'string' },
  difference: { type: 'string' },
  'budget-ms': { type: 'string' },
  'budget-usd': { type: 'string' },
  request: { type: 'string' },
  name: { type: 'string' },
  dotenv: { type: 'string' },
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  quiet: { type: 'boolean' },
  'stop-on-interrupt': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** The field of the request that each flag of the gate alone sets. */
const FIELDS_OF_FLAGS = {
  difference: 'differencePercent',
  'budget-ms': 'durationMsMax',
  'budget-usd': 'tuningUsdMax',
} as const;

export const GATE_USAGE = `Usage: autotune gate FUNCTION [options]

Says whether the new release of a function is slower or more expensive than an old one. Both are
measured at the present size, on clones, in the same minutes; the function is not changed. If Lambda no
longer has the old release, the kept result of an earlier run stands for it.

  FUNCTION              the new release: a name, a partial ARN or a full ARN, each with or without
                        ":qualifier"; without one, $LATEST
  --against RELEASE     the old release: "previous", a version, an alias, or an ARN with one of both; or
                        the result of an earlier run: a file, or the s3:// address of its report;
                        default previous: the newest published version of other code, or else the
                        newest kept result of other code
  --difference PERCENT  difference of duration or cost that must be found; default 10, and 50 against
                        a kept result
  --budget-ms MS        duration that the new release itself must keep, at --percentile (95)
  --budget-usd USD      most that the invocations of the gate may cost
  --invocations-max N   most invocations of the gate
  --payload JSON        the event, a file that holds it, or - for standard input
  --payloads JSON       a list of {"payload", "weight"}, a file that holds it, or -
  --payload-s3 ADDRESS  s3:// address of an object that holds the event
  --pre-processor NAME, --post-processor NAME
                        functions that run before and after each invocation
  --allowed-errors JSON names of errors that count as answers
  --pause-ms MS         pause between two invocations of a clone
  --percentile N        percentile for --budget-ms
  --concurrency-max N   invocations in flight, at least 4
  --on-busy WORD        fail or wait, if another run has the function
  --request FILE        the request as JSON; the options override it
  --stage STAGE         stage of the tuner's deployment; default ${STAGE_DEFAULT}
  --state-machine NAME  name or ARN of the state machine; an ARN needs no permission to list them
  --region REGION       region of the tuner; default: from the AWS configuration
  --endpoint URL        another AWS endpoint, such as that of autotune cloud
  --name NAME           name of the execution: the same name and request follow the same comparison
  --dotenv FILE         save the answer as variables for later jobs, as GitLab reads them
  --json                print the result as JSON
  --markdown            print it as Markdown, for a pull request or a job summary
  --quiet               print only the result
  --stop-on-interrupt   Ctrl-C stops the run itself, not only this command

An equal release fails the gate in at most 5 of 100 cases; a release that is slower or more expensive
by the difference passes as "same" in at most 5 of 100.

If GITHUB_STEP_SUMMARY and GITHUB_OUTPUT are set, it writes the summary of the job and the outputs of
the step: verdict, duration-percent, cost-percent, report.

Exit codes: ${EXIT_CODES.same} same or better, 1 the run failed, or a release does not work, 2 usage, 3 cannot
start or follow it, ${EXIT_CODES.slower} slower, ${EXIT_CODES.dearer} more expensive, ${EXIT_CODES.undecided} undecided, ${EXIT_CODES.overBudget} over --budget-ms, 130 or 143
interrupted.`;

/**
 * Reads the command line of `autotune gate`.
 *
 * @throws {UsageError} If the command line is invalid.
 * @throws {InvalidRequestError} If the request is invalid; the run would report the same.
 */
export function readGateOptions(args: readonly string[]): GateOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) return { kind: 'help' };
  const [functionName, ...others] = positionals;
  if (others.length > 0) {
    throw new UsageError(
      `Cannot compare releases of several functions at once: also given were ${others.join(', ')}`,
    );
  }
  if (functionName === undefined && values.request === undefined) {
    throw new UsageError('Cannot compare releases: name a function, or give a request');
  }
  if (values.json === true && values.markdown === true) {
    throw new UsageError('Cannot print a result in several formats: choose --json or --markdown');
  }
  if (values.dotenv === '') throw new UsageError('Cannot read --dotenv: it must name a file');
  const request = {
    compareWith: PREVIOUS_RELEASE,
    ...(values.request !== undefined && readRequestFile(values.request)),
    ...(functionName !== undefined && { functionName }),
    ...(values.against !== undefined && { compareWith: readAgainst(values.against) }),
    ...requestOfFlags(values),
    ...ownFields(values),
  };
  parseTuningRequest(request);
  return {
    kind: 'gate',
    request,
    stateMachine: values['state-machine'] ?? stateMachineNameOf(values.stage ?? STAGE_DEFAULT),
    ...(values.region !== undefined && { region: values.region }),
    ...(values.endpoint !== undefined && { endpoint: readEndpoint(values.endpoint) }),
    ...(values.name !== undefined && { executionName: values.name }),
    ...(values.dotenv !== undefined && { dotenvPath: values.dotenv }),
    format: values.json === true ? 'json' : values.markdown === true ? 'markdown' : 'text',
    isQuiet: values.quiet === true,
    isStoppedOnInterrupt: values['stop-on-interrupt'] === true,
  };
}

/** Reads the flags of the gate alone. The request's own parser checks their upper bounds. */
function ownFields(
  values: Readonly<Partial<Record<keyof typeof FIELDS_OF_FLAGS, string>>>,
): Readonly<Record<string, number>> {
  const flags = Object.keys(FIELDS_OF_FLAGS) as (keyof typeof FIELDS_OF_FLAGS)[];
  return Object.fromEntries(
    flags.flatMap((flag) => {
      const text = values[flag];
      if (text === undefined) return [];
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
        throw new UsageError(`Cannot read --${flag} ${text}: it must be a number above 0`);
      }
      return [[FIELDS_OF_FLAGS[flag], value]];
    }),
  );
}

function parse(args: readonly string[]) {
  const shared = Object.fromEntries(
    SHARED_FLAGS.map((flag) => [flag, REQUEST_FLAGS[flag] ?? { type: 'string' as const }]),
  ) as Record<(typeof SHARED_FLAGS)[number], { type: 'string' }>;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...shared, ...OWN_FLAGS },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
