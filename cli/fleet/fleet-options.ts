import { parseArgs } from 'node:util';
import { FLEET_SIZE_MAX, parseFleetRequest } from '../../shared/contract/fleet-request.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { ACCOUNT_FLAGS } from '../autotune/account-flags.ts';
import { readEndpoint, STAGE_DEFAULT, stateMachineNameOf } from '../autotune/autotune-options.ts';
import { dollars } from '../dollars.ts';
import { readJsonFile, readJsonText } from '../request/json-text.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from '../whole-number.ts';

/** What `autotune fleet` was asked to do. */
export type FleetOptions = { readonly kind: 'help' } | FleetStart;

/** A fleet to start, and how to follow it. */
export interface FleetStart {
  readonly kind: 'fleet';
  /** The input of the execution, validated. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Name or ARN of the fleet's state machine. */
  readonly stateMachine: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly executionName?: string;
  readonly isWaiting: boolean;
  readonly isJson: boolean;
  /** File that the HTML report is saved to. */
  readonly reportPath?: string;
}

export const FLEET_USAGE = `Usage: autotune fleet [FUNCTION…] [--opted-in] [--from-scan FILE] [options]
       autotune fleet --resume ID [options]

Tunes many functions under one budget, each with a run of the tuner that is deployed in an AWS account,
and makes one report. The functions with the largest expected saving per invocation go first.

  FUNCTION              names or ARNs, separated by spaces
  --opted-in            all functions of the region whose tag autotuner is recommend or apply
  --from-scan FILE      the functions with traffic in a file that autotune scan --json printed
  --resume ID           continue a fleet that was stopped; nothing is measured twice
  --top N               only the N functions with the largest expected saving per invocation
  --usd N               most that measuring all functions may cost, USD; default 10
  --invocations N       most invocations in all; default 36 for each function
  --concurrency N       runs at a time, 1 to 40; default 10
  --request JSON        fields of the request of every run, or a file with them, such as
                        '{"apply": true}'; with --opted-in, a function's own tags override them
  --stage STAGE         stage of the tuner's deployment; default ${STAGE_DEFAULT}
  --state-machine NAME  name or ARN of the fleet's state machine
  --region REGION       region of the tuner; default: from the AWS configuration
  --endpoint URL        another AWS endpoint, such as that of autotune cloud
  --name NAME           name of the execution
  --no-wait             start the fleet, and print where it is
  --report FILE         save the report (HTML)
  --json                the whole report as JSON
  --help

Ctrl-C ends this command; the fleet goes on. Stop its execution, and no further run begins.

Exit codes: 0 no function failed, 1 a function or the fleet failed, a name or request is wrong, or
there was no function to tune, 2 usage, 3 cannot start or follow it, 130 or 143 interrupted. A
function that is skipped because the budget is spent, or left out by --top, has not failed.`;

const FLAGS = {
  ...ACCOUNT_FLAGS,
  'opted-in': { type: 'boolean' },
  'from-scan': { type: 'string' },
  resume: { type: 'string' },
  top: { type: 'string' },
  usd: { type: 'string' },
  invocations: { type: 'string' },
  concurrency: { type: 'string' },
  request: { type: 'string' },
  name: { type: 'string' },
  wait: { type: 'boolean' },
  report: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Largest input of an execution, bytes (AWS quota). */
const INPUT_BYTES_MAX = 262_144;

/**
 * Reads the command line of `autotune fleet`.
 *
 * @throws {UsageError} If the command line is invalid.
 * @throws {InvalidRequestError} If the request is invalid; the fleet itself would report the same.
 */
export function readFleetOptions(args: readonly string[]): FleetOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    return { kind: 'help' };
  }
  if (values.report === '') {
    throw new UsageError('Cannot read --report: it must name a file');
  }
  const fromScan = values['from-scan'];
  if (positionals.length === 0 && !fromScan && !values['opted-in'] && !values.resume) {
    throw new UsageError(
      'Cannot start a fleet without functions: name them, or give --opted-in, --from-scan FILE or --resume ID',
    );
  }
  const functionNames = [
    ...positionals,
    ...(fromScan === undefined ? [] : functionsOfScan(fromScan)),
  ];
  const request = {
    ...(functionNames.length > 0 && { functionNames }),
    ...(values['opted-in'] === true && { optedIn: true }),
    ...(values.resume !== undefined && { resume: values.resume }),
    ...numbersOf(values),
    ...(values.request !== undefined && { request: readJsonText(values.request, '--request') }),
  };
  parseFleetRequest(request);
  if (Buffer.byteLength(JSON.stringify(request)) > INPUT_BYTES_MAX) {
    throw new UsageError(
      `Cannot start a fleet of ${exactCountText(functionNames.length, 'function')} by name: the names must fit into ${INPUT_BYTES_MAX} bytes: give fewer, or let the functions opt in by their tag (--opted-in)`,
    );
  }
  const { region, endpoint, name, report } = values;
  const machine =
    values['state-machine'] ?? `${stateMachineNameOf(values.stage ?? STAGE_DEFAULT)}-fleet`;
  return {
    kind: 'fleet',
    request,
    stateMachine: machine,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint: readEndpoint(endpoint) }),
    ...(name !== undefined && { executionName: name }),
    ...(report !== undefined && { reportPath: report }),
    isWaiting: values.wait !== false,
    isJson: values.json === true,
  };
}

type Values = ReturnType<typeof parse>['values'];

function numbersOf({ top, invocations, concurrency, usd }: Values) {
  const whole = (name: string, text: string, max: number) =>
    wholeNumber(name, text, { min: 1, max, fallback: 1 });
  return {
    ...(top !== undefined && { top: whole('--top', top, FLEET_SIZE_MAX) }),
    ...(invocations !== undefined && {
      invocationsMax: whole('--invocations', invocations, 10_000_000),
    }),
    ...(concurrency !== undefined && { concurrencyMax: whole('--concurrency', concurrency, 40) }),
    ...(usd !== undefined && { usdMax: dollars('--usd', usd) }),
  };
}

interface WrittenScan {
  /** Content of the file, not checked yet. */
  readonly functions?: readonly ({
    readonly subject?: { readonly functionArn?: string };
    readonly outlook?: object;
  } | null)[];
}

/** @throws {UsageError} If the file is not a scan, or no function in it was invoked. */
function functionsOfScan(path: string): readonly string[] {
  const scan = readJsonFile(path, '--from-scan') as WrittenScan | null;
  const invoked = (Array.isArray(scan?.functions) ? scan.functions : []).flatMap(
    (each) => (each?.outlook && each.subject?.functionArn) || [],
  );
  if (invoked.length === 0) {
    throw new UsageError(
      `Cannot read --from-scan ${path}: it must hold what autotune scan --json prints, with a function that was invoked`,
    );
  }
  return invoked;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: FLAGS,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
